"""`glassnet runs`: the runs in a folder, how far they are and how good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli.explained import flag
from glassnet.cli.facts import layer_name
from glassnet.cli.progress import score
from glassnet.cli.screen import FAINT, Screen, columns, count, cut, number
from glassnet.cli.streams import say_json
from glassnet.ground.errors import one_line
from glassnet.run.listing import Listed, runs_in

HEADS = ("run", "data", "epoch", "step", "state", "best score")
WIDEST = 20  # of a name
WIDE = 76


def runs(
    folder: Annotated[
        str,
        Parameter(
            name="FOLDER",
            show_default=False,
            help="A folder with runs in it, or one run. (the current folder)",
        ),
    ] = ".",
    /,
    *,
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False,
) -> None:
    """List the runs in a folder: what each learns, how far it is, and its best score.

    The score is that on the validation rows; without any, the loss of training is told.
    """
    found = runs_in(folder)
    if json:
        say_json({"runs": [document(each) for each in found]})
        return
    screen = Screen()
    screen.title(f"Runs in {one_line(folder, 60)}", count(len(found), "run"))
    if found:
        show(found, screen)
    else:
        screen.plain("There are none. Keep one: glassnet train DATA --run NAME.run")
    screen.show()


def show(found: Sequence[Listed], screen: Screen) -> None:
    """Put a line for each run on the screen, its layers and what is wrong below it."""
    head, *lines = columns([HEADS, *map(line, found)], right=(2, 3), gap="  ")
    screen.plain(Text(head, style=FAINT))
    for each, told in zip(found, lines, strict=True):
        screen.plain(told)
        for more in filter(None, (network_of(each), one_line(each.told, 300))):
            screen.plain(Text(f"  {more}", style=FAINT))
    screen.blank()
    screen.plain("The best score is that on the validation rows.")
    screen.plain("Go on with one: glassnet train --resume NAME.run")


def line(run: Listed) -> tuple[str, ...]:
    """Return the cells of one run."""
    facts = run.facts or {}
    return (
        cut(one_line(run.path.name or run.path, 60), WIDEST),
        cut(run.data, WIDEST),
        _of(facts.get("epoch"), facts.get("epochs")),
        _of(facts.get("step"), facts.get("steps")),
        run.state,
        score_of(facts),
    )


def network_of(run: Listed) -> str:
    """Return the layers of its network, cut to a line."""
    layers = run.network.layers if run.network is not None else ()
    return cut(", ".join(map(layer_name, layers)), WIDE)


def score_of(facts: Any) -> str:
    """Return the best validation score, or the training loss where there is none.

    >>> score_of({"score": 0.9737, "score_name": "accuracy"}), score_of({"training_loss": 0.125})
    ('accuracy 97.4 %', 'training loss 0.125')
    """
    value, name, loss = (facts.get(key) for key in ("score", "score_name", "training_loss"))
    if isinstance(value, float) and isinstance(name, str):
        return f"{one_line(name, 20)} {score(name, value)}"
    return f"training loss {number(loss)}" if isinstance(loss, float) else ""


def document(run: Listed) -> dict[str, Any]:
    """Return one run as JSON holds it."""
    return {
        "run": str(run.path),
        "state": run.state,
        "told": run.told,
        "data": run.data,
        "network": [layer_name(layer) for layer in run.network.layers] if run.network else None,
        **(run.facts or {}),
    }


def _of(reached: Any, whole: Any) -> str:
    return f"{reached:,}/{whole:,}" if isinstance(reached, int) and isinstance(whole, int) else ""
