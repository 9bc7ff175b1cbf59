"""The dashboard is a desk: it has all that keys and questions need of it."""

from glassnet.tui.app import Dashboard
from glassnet.tui.desk import Desk
from glassnet.tui.stage import Stage
from tests.tui.sights import iris_run


def test_the_dashboard_has_what_its_controls_need():
    """Every name of the contract, in the class or in what it is made with."""
    made = Dashboard(Stage(iris_run()), iris_run().table)
    wanted = {name for name in vars(Desk) if not name.startswith("_")} | set(Desk.__annotations__)
    assert len(wanted) > 10
    assert not [name for name in wanted if not hasattr(made, name) and name != "network_room"]
    assert isinstance(Dashboard.network_room, property)
