"""Another future: what is to be different in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, ClassVar, final

from textual.app import ComposeResult
from textual.widgets import Input, OptionList

from glassnet.ground.errors import ExperimentError, UsageError, one_line
from glassnet.program.description import construct, plain, read_fields
from glassnet.program.experiment import EarlyStopping, Experiment
from glassnet.program.plain_values import Mistakes
from glassnet.run.commands import CHANGEABLE, Change
from glassnet.tui.dialogs.dialog import Dialog, choices, field, told

BARE = re.compile(r"=\s*([A-Za-z]\w*)\s*(?=[,}]|$)")  # optimizer = Adam
PATH = "changes"
STOPPING = "early_stopping"  # a table of its own in a file, and no part of the catalogue


def read_changes(text: str, experiment: Experiment) -> dict[str, Any]:
    """Return the changed fields that `text` writes as TOML does, parted by commas.

    Args:
        text: `learning_rate = 0.01, optimizer = Adam`; a name needs no quotation marks.
        experiment: What is changed.

    Raises:
        UsageError: this cannot be written, or cannot be changed.

    """
    table = _table(text)
    Change(tuple(table.items()))  # refuses what cannot change
    mistakes = Mistakes()
    values = _values(mistakes, table, experiment)
    if mistakes:
        raise UsageError(" ".join(told.removeprefix(f"{PATH}.") for told in mistakes))
    try:
        Change(tuple(values.items())).change_experiment(experiment)
    except ExperimentError as error:
        told_of = [mistake.removeprefix("Experiment: ") for mistake in error.mistakes]
        raise UsageError(" ".join(told_of)) from None
    return values


def written(value: object) -> str:
    """Return a field's value as `read_changes` takes it.

    >>> from glassnet.nn.adam import Adam
    >>> written(0.1), written(None), written(Adam()), written(Adam(beta1=0.5))
    ('0.1', 'none', 'Adam', '{ name = "Adam", beta1 = 0.5 }')
    """
    found = plain(value) if not isinstance(value, EarlyStopping) else vars(value)
    if found is None:
        return "none"
    if isinstance(found, str):
        return found
    return _toml(found)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return repr(value) if isinstance(value, float) else json.dumps(value)


def _table(text: str) -> dict[str, Any]:
    """Return what TOML makes of the text between the braces of an inline table."""
    try:
        found = tomllib.loads(f"{PATH} = {{ {BARE.sub(_quoted, ' '.join(text.split()))} }}")
        table: dict[str, Any] = found.pop(PATH)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise UsageError(
            f'"{one_line(text.strip(), 60)}" is no change; write it as in "learning_rate = 0.01", '
            "with a comma before the next one."
        ) from None
    return table


def _values(mistakes: Mistakes, table: dict[str, Any], experiment: Experiment) -> dict[str, Any]:
    """Return the fields that the table gives rightly; what it leaves of early stopping stays."""
    part = table.pop(STOPPING) if isinstance(table.get(STOPPING), Mapping) else None
    values = read_fields(mistakes, Experiment, table, PATH, tuple(table))
    if part is not None:
        path = f"{PATH}.{STOPPING}"
        before = vars(experiment.early_stopping or EarlyStopping())
        own = before | read_fields(mistakes, EarlyStopping, part, path)
        values[STOPPING] = mistakes.attempt(construct, EarlyStopping, own, path)
    return values


def _quoted(found: re.Match[str]) -> str:
    word = found[1]
    known = word.lower() in ("true", "false", "inf", "nan")
    return f"= {word.lower()}" if known else f'= "{"none" if word == "None" else word}"'


@final
class ForkDialog(Dialog[dict[str, Any]]):
    """What is different in the other future? The answer is what changes, perhaps nothing.

    Args:
        experiment: What is in force here.

    """

    heading: ClassVar[str] = "Fork: another future from here"
    verb: ClassVar[str] = "fork"

    def __init__(self, experiment: Experiment) -> None:
        """Begin without a change."""
        super().__init__()
        self._experiment = experiment

    def body(self) -> ComposeResult:
        """Yield the line to type in, and what can change, as it is now."""
        yield field("Changes", "", "changes", hint="learning_rate = 0.01, l2 = 0.001")
        yield told()
        yield choices(
            [(name, f"= {written(getattr(self._experiment, name))}") for name in CHANGEABLE]
        )

    def preview(self) -> str:
        """Tell what will be different."""
        changes = self.answer()
        if not changes:
            return "Nothing changes: a copy that can be changed later."
        return "From here on " + ", ".join(f"{k} = {written(v)}" for k, v in changes.items()) + "."

    def answer(self) -> dict[str, Any]:
        """Return what changes."""
        return read_changes(self.query_one("#changes", Input).value, self._experiment)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Add the field that was chosen to the line, with its present value."""
        line = self.query_one("#changes", Input)
        name = CHANGEABLE[event.option_index]
        change = f"{name} = {written(getattr(self._experiment, name))}"
        line.select_on_focus = False
        line.value = ", ".join(filter(None, (line.value.strip(" ,"), change)))
        line.focus()
        line.cursor_position = len(line.value)
