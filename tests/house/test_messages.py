"""Every "no" is one of ours, and names the value it refuses."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

ERRORS = "src/glassnet/ground/errors.py"

# Python's own protocols; a person never reads these.
PROTOCOLS = {"AttributeError", "NotImplementedError", "StopIteration", "SystemExit"}

# Sentences about what is missing, which has no value to show: how they begin → why.
EXCEPTIONS: dict[str, str] = {
    "a network needs at least one layer": "what is refused is that nothing was given",
    "Dropout draws random numbers in training and got no key": "the same",
}


def own_errors(source: Mapping[str, str]) -> set[str]:
    """Return the names of the error types that glassnet defines."""
    tree = ast.parse(source[ERRORS])
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def refusals(source: Mapping[str, str]) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield place, name of the type, and call of every `raise Name(…)`."""
    for path, text in source.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = ast.unparse(node.exc.func).split(".")[-1]
                if name[0].isupper():
                    yield f"{path}:{node.lineno}", name, node.exc


def faults(source: Mapping[str, str], own: set[str], exceptions: Mapping[str, str]) -> list[str]:
    """Return foreign types, messages without a value, and exceptions that nothing needs."""
    found, needed = [], set()
    for place, name, call in refusals(source):
        if name not in own | PROTOCOLS:
            found.append(f"{place}: raises {name}; raise one of {ERRORS}, which has an exit code.")
        elif name in own and not names_a_value(call):
            said = sentence(call)
            excused = {start for start in exceptions if said.startswith(start)}
            needed |= excused
            if not excused:
                found.append(f'{place}: "{said}" names no value; say what was given: {{value!r}}.')
    return found + [
        f'"{start}" is excused and nobody says it; take it out of EXCEPTIONS in {__file__}.'
        for start in exceptions.keys() - needed
    ]


def names_a_value(call: ast.Call) -> bool:
    """Tell whether the message is made at run time: an f-string with a place, or one passed on."""
    made = (ast.FormattedValue, ast.Name, ast.Call)
    return any(isinstance(node, made) for message in call.args[:1] for node in ast.walk(message))


def sentence(call: ast.Call) -> str:
    """Return the constant text of a message."""
    parts = [node for message in call.args[:1] for node in ast.walk(message)]
    return "".join(str(node.value) for node in parts if isinstance(node, ast.Constant))


def test_every_error_names_the_offending_value(source, obeyed):
    """What glassnet raises is of its own types, and its message shows the value it refuses."""
    obeyed(faults(source, own_errors(source), EXCEPTIONS))


def test_a_message_without_its_value_is_noticed():
    """A constant sentence, no sentence, and a foreign type are faults."""
    planted = {
        "a.py": 'raise UsageError("bad rate.")',
        "b.py": 'raise errors.UsageError(f"bad " "rate.")',
        "c.py": "raise UsageError()",
        "d.py": 'raise RuntimeError(f"{x}")',
    }
    found = faults(planted, {"UsageError"}, {})
    assert [fault.split(":")[0] for fault in found] == ["a.py", "b.py", "c.py", "d.py"]


def test_a_message_with_its_value_passes():
    """An f-string with a place, a message passed on, a protocol and a bare raise are right."""
    planted = {
        "a.py": 'raise UsageError(f"rate must be in (0, 10], got {rate}.")',
        "b.py": "raise UsageError(told(rate)) from None",
        "c.py": "raise AttributeError('no')",
        "d.py": "try: f()\nexcept UsageError as error:\n    raise\n",
    }
    assert not faults(planted, {"UsageError"}, {})


def test_an_excuse_that_nobody_needs_is_noticed():
    """An excused sentence must be said somewhere."""
    excuses = {"nothing given": "there is no value"}
    said = {"a.py": 'raise UsageError("nothing given; give one.")'}
    assert not faults(said, {"UsageError"}, excuses)
    assert faults({"a.py": ""}, {"UsageError"}, excuses)
