"""A person's own file is never replaced by a model."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("content", ["a,b\n1,2\n", ""])
def test_a_file_that_is_no_model_is_not_replaced(glassnet, tmp_path, content):
    """--output names a table by mistake: exit code 1, one sentence, the table as it was."""
    table = tmp_path / "keep.csv"
    table.write_text(content, encoding="utf-8")
    said = glassnet("train", "iris", "--epochs", "1", "--output", str(table))
    assert said.code == 1
    assert "it exists, and is no model of glassnet's" in said.err
    assert table.read_text(encoding="utf-8") == content


def test_a_model_may_be_trained_again(glassnet, tmp_path):
    """The model of an earlier call gives way to the new one."""
    model = str(tmp_path / "iris.glassnet")
    for seed in ("1", "2"):
        said = glassnet("train", "iris", "--epochs", "1", "--seed", seed, "--output", model)
        assert said.code == 0
