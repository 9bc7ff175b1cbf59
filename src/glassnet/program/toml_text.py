"""The sections of an experiment as TOML text that is made to be read: aligned, with comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

WIDTH = 80
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
TITLE = "# A glassnet experiment: all that a run is made of. The same file makes the same run."
COMMENTS = {
    "network": "the layers, from the input to the output",
    "data": "the table, and how its columns become numbers",
    "source": "a file, or the name of a bundled data set",
    "target": "the column to predict",
    "scaling": "standardize, range or none",
    "categories": "one-hot or embedding",
    "missing": "impute, drop or refuse",
    "test": "share of the rows to judge the model by",
    "validation": "share of the other rows to watch it by",
    "split_seed": "what decides which rows those are",
    "missing_words": "further words that mean a missing value",
    "delimiter": "what parts the cells of a line",
    "encoding": "how the text is encoded",
    "decimal": "point or comma",
    "header": "whether the first line names the columns",
    "kinds": "what a column is, where its looks deceive",
    "training": "how the network learns",
    "loss": "what is made small",
    "optimizer": "how a gradient becomes a step",
    "learning_rate": "how far a step goes",
    "schedule": "how that changes over the run",
    "batch_size": 'rows for one step, or "all"',
    "epochs": "passes over the rows, at most",
    "shuffle": "a new order in each epoch",
    "clip_norm": "largest length of all gradients together",
    "clip_value": "largest value in a gradient",
    "l1": "weight of the sum of |w| in the loss",
    "l2": "weight of half the sum of w squared in the loss",
    "weight_decay": "share of the weights that fades, times the learning rate",
    "early_stopping": "stop when the validation loss no longer falls",
    "patience": "epochs to wait for a better one",
    "minimum_improvement": "what counts as better",
    "run": "where its numbers come from",
    "seed": "every random number follows from it",
    "dtype": "float32 or float64",
    "engine": "auto, reference (NumPy) or xla (JAX)",
}


def toml_text(sections: Mapping[str, Any]) -> str:
    """Return `sections`, plain data as JSON holds it, as the text of a TOML file."""
    plain = {key: value for key, value in sections.items() if not isinstance(value, Mapping)}
    blocks = [TITLE, f"format = {plain['format']}"]
    blocks += ["", f"# {COMMENTS['network']}", f"network = {_listed(plain['network'], 1)}"]
    for name, section in sections.items():
        if isinstance(section, Mapping):
            blocks += ["", *_section(name, section)]
    return "\n".join(blocks) + "\n"


def _section(name: str, section: Mapping[str, Any]) -> list[str]:
    """Return the lines of a section; a table too long for a line follows as one of its own."""
    written = {key: f"{_key(key)} = {_value(value)}" for key, value in section.items()}
    tables = [key for key, line in written.items() if _is_long_table(section[key], line)]
    lines = [f"[{name}]  # {COMMENTS[name]}" if name in COMMENTS else f"[{name}]"]
    lines += _aligned({key: line for key, line in written.items() if key not in tables})
    for key in tables:
        lines += ["", *_section(f"{name}.{_key(key)}", section[key])]
    return lines


def _is_long_table(value: Any, line: str) -> bool:
    return isinstance(value, Mapping) and (len(line) > WIDTH or "\n" in line)


def _aligned(lines: Mapping[str, str]) -> list[str]:
    """Return the lines of these keys, with their comments one below the other."""
    column = max((len(line) for line in lines.values() if len(line) <= WIDTH // 2), default=0)
    return [_commented(line.ljust(column), COMMENTS.get(key)) for key, line in lines.items()]


def _commented(line: str, comment: str | None) -> str:
    """Return the line with its comment, where there is room for it."""
    full = f"{line}  # {comment}"
    return full if comment and "\n" not in line and len(full) <= WIDTH + 20 else line.rstrip()


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else _text(key)


def _value(value: Any, depth: int = 1) -> str:
    """Return `value` as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return '"none"'
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        fields = [f"{_key(key)} = {_value(inner, depth)}" for key, inner in value.items()]
        return f"{{ {', '.join(fields)} }}"
    if isinstance(value, (list, tuple)):
        line = f"[{', '.join(_value(item, depth + 1) for item in value)}]"
        return line if len(line) <= WIDTH and "\n" not in line else _listed(value, depth)
    return repr(value)


def _listed(values: Any, depth: int) -> str:
    """Return a list with one item a line."""
    indent = "    " * depth
    lines = [f"{indent}{_value(item, depth + 1)},\n" for item in values]
    return f"[\n{''.join(lines)}{indent[4:]}]"


def _text(value: str) -> str:
    """Return a TOML basic string: JSON's escapes, and that of DEL, which JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
