"""Objects as plain data: a name from the catalogue, and the fields it has.

    Dense(16)   ⇄   {"layer": "Dense", "units": 16}        Adam()   ⇄   {"name": "Adam"}

A description is data and nothing else: only what the catalogue lists is ever built; no name leads
to a module, a file or a call. It is read to its end, however much of it is wrong, and every
mistake is told with its path: `network[1].units must be a whole number, got "16".`
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any, get_type_hints

from glassnet.ground.errors import ExperimentError, UsageError, did_you_mean, one_line
from glassnet.nn import catalogue, names
from glassnet.program import limits
from glassnet.program.plain_values import Mistakes, convert, unfit, wanted


def describe(thing: object, *, complete: bool = False) -> dict[str, Any]:
    """Return `thing`, a layer, loss, optimizer, … of the catalogue, as plain data.

    Only the fields that differ from their defaults are told, or all of them if `complete`.

    >>> from glassnet.nn.dense import Dense
    >>> describe(Dense(16))
    {'layer': 'Dense', 'units': 16}
    """
    kind = kind_of(type(thing))
    if kind is None:
        raise UsageError(
            f"{type(thing).__name__} is not in the catalogue, so a file cannot hold it; "
            "add it to glassnet/nn/catalogue.py."
        )
    return {tag(kind): type(thing).__name__, **describe_fields(thing, complete=complete)}


def describe_fields(thing: Any, *, complete: bool = False) -> dict[str, Any]:
    """Return the fields of the dataclass `thing` as plain data, without a name."""
    values = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    usual = {field.name: field.default for field in dataclasses.fields(thing)}
    return {
        name: plain(value, complete=complete)
        for name, value in values.items()
        if complete or value != usual[name]
    }


def plain(value: Any, *, complete: bool = False) -> Any:
    """Return `value` as JSON can hold it: NumPy's numbers become Python's, tuples lists.

    >>> from glassnet.nn.adam import Adam
    >>> plain(Adam()), plain(Adam(beta1=0.8))
    ('Adam', {'name': 'Adam', 'beta1': 0.8})
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, (tuple, list)):
        return [plain(item, complete=complete) for item in value]
    described = describe(value, complete=complete)
    is_name = not complete and set(described) == {"name"}
    return described["name"] if is_name else described


def kind_of(contract: Any) -> str | None:
    """Return the kind of the catalogue whose classes keep `contract`, or None.

    >>> from glassnet.nn.optimizers import Optimizer
    >>> kind_of(Optimizer)
    'optimizer'
    """
    for kind, classes in catalogue.KINDS.items():
        if isinstance(contract, type) and any(issubclass(each, contract) for each in classes):
            return kind
    return None


def tag(kind: str) -> str:
    """Return the key that holds the class's name: a network reads best as a list of layers."""
    return "layer" if kind == "layer" else "name"


def build(kind: str, data: object, path: str) -> Any:
    """Return the object of that `kind` that `data` describes: a name, or a table with one.

    Raises:
        ExperimentError: every mistake, begun with its path.

    >>> build("loss", "mse", "training.loss")
    MSE(reduction='mean')
    """
    key = tag(kind)
    table = {key: data} if isinstance(data, str) else data
    if not isinstance(table, Mapping):
        raise unfit(path, f'the name of one {kind}, or a table with "{key}" and its fields', data)
    if key not in table:
        hint = did_you_mean(key, map(one_line, table))
        raise ExperimentError([f"{path}.{key} is missing: it names the {kind}.{hint}"])
    place = path if isinstance(data, str) else f"{path}.{key}"
    name = convert(str, table[key], place, build_hinted)
    try:
        found = names.find(kind, name)
    except UsageError as error:
        raise ExperimentError([f"{place}: {error}"]) from None
    return build_dataclass(found, {k: v for k, v in table.items() if k != key}, path)


def build_dataclass(found: type, table: Mapping[str, object], path: str) -> Any:
    """Return `found`, a class of the catalogue, with the fields of `table`; raises as `build`."""
    mistakes = Mistakes()
    values = read_fields(mistakes, found, table, path)
    for name, value in values.items() if kind_of(found) == "layer" else ():
        if limits.largest(value) > limits.SIZE:
            wish = f"at most {limits.SIZE:,}"
            mistakes.append(str(unfit(f"{path}.{name}", wish, table[name])))
    mistakes.refuse()
    return construct(found, values, path)


def construct(found: type, values: Mapping[str, Any], path: str) -> Any:
    """Return `found` with fields of these `values`; what it refuses is told with its `path`."""
    try:
        # A network takes its layers one by one, or as one list; the others take names.
        is_network = set(values) == {"layers"}
        return found(values["layers"]) if is_network else found(**values)
    except UsageError as error:
        raise ExperimentError(with_path(found, error, path)) from None


def build_hinted(contract: Any, data: object, path: str) -> Any:
    """Return what `data` describes for a field whose type is a `contract` of the catalogue."""
    kind = kind_of(contract)
    if kind is None:
        raise UsageError(f"no kind of the catalogue keeps {contract}, the type of {path}.")
    return build(kind, data, path)


def read_fields(
    mistakes: Mistakes,
    found: type,
    table: Mapping[str, object],
    path: str,
    only: Iterable[str] | None = None,
) -> dict[str, Any]:
    """Return the fields of `found` (or `only` some) that `table` gives rightly; note the rest."""
    every = {field.name: field for field in dataclasses.fields(found)}
    own = {name: every[name] for name in (every if only is None else only)}
    hints = get_type_hints(found)
    owner = path if kind_of(found) is None else found.__name__
    for key in table:
        if key not in own:
            has = f"it has {', '.join(own)}" if own else "it has none"
            hint = did_you_mean(one_line(key), own)
            mistakes.append(f"{path}.{one_line(key)}: {owner} has no such field, {has}.{hint}")
    values = {}
    for name, field in own.items():
        place = f"{path}.{name}"
        if name not in table:
            if field.default is dataclasses.MISSING:
                wish = wanted(hints[name])
                mistakes.append(f"{place} is missing: it takes {wish}.")
            continue
        before = len(mistakes)
        value = mistakes.attempt(convert, hints[name], table[name], place, build_hinted)
        if len(mistakes) == before:
            values[name] = value
    return values


def with_path(found: type, error: UsageError, path: str) -> list[str]:
    """Return what `found` says of its own fields, with where it stands.

    >>> from glassnet.program.experiment import EarlyStopping
    >>> error = UsageError("EarlyStopping: patience must be a whole number ≥ 1, got 0.")
    >>> with_path(EarlyStopping, error, "early_stopping")
    ['early_stopping.patience must be a whole number ≥ 1, got 0.']
    """
    own = {field.name for field in dataclasses.fields(found)}
    told = error.mistakes if isinstance(error, ExperimentError) else (str(error),)
    facts = [sentence.removeprefix(f"{found.__name__}: ") for sentence in told]
    starts = [fact.split(" ", 1)[0].split("[", 1)[0] for fact in facts]
    return [
        f"{path}.{fact}" if start in own else f"{path}: {fact}"
        for start, fact in zip(starts, facts, strict=True)
    ]
