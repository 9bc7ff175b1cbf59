"""The version, and that of what glassnet stands on."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version

from glassnet.cli.version import versions


def test_the_version_is_that_of_the_installed_package(glassnet):
    """--version prints name and version."""
    assert glassnet("--version").out == f"glassnet {version('glassnet')}\n"


def test_json_tells_what_it_stands_on(glassnet):
    """--version --json is a document with Python's and NumPy's versions."""
    document = json.loads(glassnet("--version", "--json").out)
    assert document["python"] == platform.python_version()
    assert document["numpy"] == version("numpy")


def test_a_package_that_is_not_installed_has_no_version(monkeypatch):
    """An optional package that is absent is null, not an error."""
    monkeypatch.setattr("glassnet.cli.version.PARTS", ("no-such-package-as-this",))
    assert versions()["no-such-package-as-this"] is None


def test_another_word_is_refused(glassnet):
    """--version --jsn suggests --json, with exit code 2."""
    said = glassnet("--version", "--jsn")
    assert said.code == 2
    assert 'Did you mean "--json"?' in said.err
