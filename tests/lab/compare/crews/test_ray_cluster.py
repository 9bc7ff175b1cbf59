"""A ray cluster of this machine: the same bits, whatever is killed."""

from __future__ import annotations

import importlib.util

import pytest

from glassnet.ground.errors import MissingPackageError
from glassnet.lab.compare.crews import ray_cluster as ray_module
from glassnet.lab.compare.crews.ray_cluster import ray_cluster
from glassnet.lab.compare.crews.task import Died

HAS_RAY = importlib.util.find_spec("ray") is not None


@pytest.mark.skipif(not HAS_RAY, reason='ray is not installed: pip install "glassnet[ray]"')
def test_a_ray_cluster_does_all_and_gives_up_what_always_kills(tasks, expected, bombs, tmp_path):
    """Every task once, to the last bit, one that killed a worker too; what always kills is told."""
    given = [bombs.always(), *tasks]
    given[3] = bombs.once(tasks[2], tmp_path / "once")
    with ray_cluster(None, 2) as work:
        found = list(work(given))
    assert (tmp_path / "once").is_dir()
    assert sorted(place for place, _ in found) == list(range(9))
    assert isinstance(dict(found)[0], Died)
    assert {place - 1: each.found for place, each in found if place} == expected


def test_without_ray_the_extra_is_named(monkeypatch):
    """What to install is told, before anything is trained."""

    def missing(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(ray_module.importlib, "import_module", missing)
    with (
        pytest.raises(MissingPackageError, match=r'pip install "glassnet\[ray\]"'),
        ray_cluster(None, 2),
    ):
        pass
    assert ray_module.os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
