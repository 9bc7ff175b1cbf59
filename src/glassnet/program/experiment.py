"""What to do: the complete description of a run, from which everything about it follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, final

from glassnet.data.columns import KINDS_TO_ASK_FOR
from glassnet.ground.arrays import DTYPES
from glassnet.ground.errors import ExperimentError, UsageError, did_you_mean, one_line
from glassnet.ground.ranges import check_numbers, check_whole_numbers
from glassnet.nn.adam import Adam
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network
from glassnet.nn.optimizers import Optimizer
from glassnet.nn.schedules import ConstantRate, Plateau, Schedule
from glassnet.program import limits
from glassnet.program.description import build
from glassnet.program.plain_values import shown

ENGINES = ("auto", "reference", "xla")
SCALINGS = ("standardize", "range", "none")
CATEGORIES = ("one-hot", "embedding")
MISSING = ("impute", "drop", "refuse")


@final
@dataclass(frozen=True)
class DataChoices:
    """Which table, what is to be predicted, and how columns become numbers.

    Args:
        source: A file, or the name of a bundled data set. Empty for arrays given from Python.
        target: The column to predict; several for regression on several numbers.
        kinds: (column, kind) pairs that overrule what was found: number, category, boolean, date,
            or skip to leave the column out.
        scaling: How numbers are scaled: to mean 0 and deviation 1, to the range 0 … 1, or not.
            A target that is a number is standardized, or left as it is by "none".
        categories: One input per category, or a learned vector.
        missing: What to do where a number is missing: impute the mean beside an indicator, drop
            the row, or refuse the table.
        test: The share of rows held out to tell how good the model is, in [0, 1).
        validation: The share of the other rows held out to tell when to stop, in [0, 1).
        split_seed: The seed that decides which rows those are; None for that of the run.
        missing_words: Further words that mean a missing value.
        delimiter: What parts the cells of a text file, where finding out fails; so the next three.
        encoding: Its encoding, such as cp1252.
        decimal: Its decimal mark, point or comma.
        header: Whether its first line names the columns.

    Raises:
        ExperimentError: every value that cannot be, each with its field and what is wanted.

    A single target and kinds as a dict are taken, too:

    >>> DataChoices("iris.csv", target="species", kinds={"id": "skip"}).target
    ('species',)

    """

    source: str = ""
    target: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    scaling: Literal["standardize", "range", "none"] = "standardize"
    categories: Literal["one-hot", "embedding"] = "one-hot"
    missing: Literal["impute", "drop", "refuse"] = "impute"
    test: float = 0.2
    validation: float = 0.15
    split_seed: int | None = None
    missing_words: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be, all of it at once."""
        if isinstance(self.target, str):
            object.__setattr__(self, "target", (self.target,))
        if isinstance(self.kinds, Mapping):
            object.__setattr__(self, "kinds", tuple(self.kinds.items()))
        _refuse(
            *_told(self, _text, source=f"a text of at most {limits.TEXT:,} characters"),
            *_told(self, _columns, target="the name of a column, or several different ones"),
            *_told(self, _columns, missing_words="different words"),
            *_told(self, _or_none(_text), delimiter="a text", encoding="a text", decimal="a text"),
            *_told(self, _or_none(_type), header=bool),
            *_told(self, _kinds, kinds=KINDS_TO_ASK_FOR),
            *_told(self, _word, scaling=SCALINGS, categories=CATEGORIES, missing=MISSING),
            *_told(self, _number, test="[0, 1)", validation="[0, 1)"),
            *_told(self, _or_none(_seed), split_seed=2**64),
        )


@final
@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` epochs; keep the best.

    An improvement is smaller by more than `minimum_improvement`; NaN never is one.
    Source: Prechelt (1998), "Early stopping, but when?".
    """

    patience: int = 20
    minimum_improvement: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be, all of it at once."""
        _refuse(
            *_told(self, _whole, patience=1),
            *_told(self, _number, minimum_improvement="[0, inf)"),
        )


@final
@dataclass(frozen=True)
class Experiment:
    """A run is a pure function of this; "adam" is taken for Adam(), and so other names of parts.

    Args:
        network: The layers; its last layer gives what `loss` takes (logits, mostly).
        loss: What is made small.
        optimizer: How a gradient becomes a step.
        learning_rate: η, in (0, 1e38], as far as float32 reaches; 0.001 by default.
        schedule: How η changes over the run.
        batch_size: Rows per update; None is all of them. More than there are is an error.
        epochs: Passes over the rows, at most.
        shuffle: Whether each epoch has an order of its own.
        clip_norm: The largest global norm of the gradient; None for no limit.
        clip_value: The largest absolute value in a gradient; None for no limit.
        l1: Weight of Σ|w| (weights only, not biases): its slope is added to the gradient; the
            losses that are told are without it.
        l2: Weight of ½ Σ w², likewise.
        weight_decay: Decoupled decay: w ← w − η·λ·w before each update (weights only).
        early_stopping: When to stop before the last epoch; None for never.
        seed: Every random number of the run follows from it; a whole number in [0, 2⁶⁴).
        dtype: "float32" or "float64".
        engine: "reference" (NumPy), "xla" (JAX) or "auto", which chooses by the size of the work.
        data: The table and its preparation; None when arrays are given.

    Raises:
        ExperimentError: every value that cannot be, each with its field and what is wanted.

    """

    network: Network
    loss: Loss
    optimizer: Optimizer = Adam()
    learning_rate: float = 0.001
    schedule: Schedule | Plateau = ConstantRate()
    batch_size: int | None = 32
    epochs: int = 100
    shuffle: bool = True
    clip_norm: float | None = None
    clip_value: float | None = None
    l1: float = 0.0
    l2: float = 0.0
    weight_decay: float = 0.0
    early_stopping: EarlyStopping | None = None
    seed: int = 0
    dtype: Literal["float32", "float64"] = "float32"
    engine: Literal["auto", "reference", "xla"] = "auto"
    data: DataChoices | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be, all of it at once."""
        _refuse(
            *_told(self, _type, network=Network, shuffle=bool),
            *_told(self, _named, loss=Loss, optimizer=Optimizer, schedule=(Schedule, Plateau)),
            *_told(self, _or_none(_type), early_stopping=EarlyStopping, data=DataChoices),
            *_told(self, _number, learning_rate="(0, 1e38]"),
            *_told(self, _or_none(_number), clip_norm="(0, inf)", clip_value="(0, inf)"),
            *_told(self, _number, l1="[0, inf)", l2="[0, inf)", weight_decay="[0, inf)"),
            *_told(self, _or_none(_whole), batch_size=1),
            *_told(self, _whole, epochs=0),
            *_told(self, _seed, seed=2**64),
            *_told(self, _word, dtype=DTYPES, engine=ENGINES),
            *_told(self, _writable, network=limits.SIZE, loss=limits.NUMBER),
            *_told(self, _writable, optimizer=limits.NUMBER, schedule=limits.NUMBER),
            *_told(self, _writable, batch_size=limits.NUMBER, epochs=limits.NUMBER),
            *_told(self, _writable, early_stopping=limits.NUMBER),
        )


Check: TypeAlias = Callable[[object, str, Any], None]


def _refuse(*mistakes: str) -> None:
    if mistakes:
        raise ExperimentError(mistakes)


def _told(owner: object, check: Check, **wanted: object) -> Iterator[str]:
    """Yield what `check` says against each field of `owner`."""
    for field, wish in wanted.items():
        try:
            check(owner, field, wish)
        except UsageError as error:
            yield str(error)


def _or_none(check: Check) -> Check:
    """Return `check` for a field that may be None."""
    return lambda owner, field, wish: (
        None if getattr(owner, field) is None else check(owner, field, wish)
    )


def _number(owner: object, field: str, interval: str) -> None:
    check_numbers(owner, **{field: interval})


def _whole(owner: object, field: str, least: int) -> None:
    check_whole_numbers(owner, **{field: least})


def _writable(owner: object, field: str, most: int) -> None:
    """Refuse a whole number that no file holds: what cannot be kept should not be begun."""
    found = limits.largest(getattr(owner, field))
    if found > most:
        wanted = f"without a whole number larger than {most:,}"
        raise UsageError(f"{type(owner).__name__}: {field} must be {wanted}, got {shown(found)}.")


def _seed(owner: object, field: str, bound: int) -> None:
    check_whole_numbers(owner, **{field: 0})
    if getattr(owner, field) >= bound:
        raise _wrong(owner, field, "a whole number less than 2**64", "a larger one")


def _word(owner: object, field: str, words: tuple[str, ...]) -> None:
    value = getattr(owner, field)
    if not isinstance(value, str) or value not in words:
        raise _wrong(owner, field, f"one of {', '.join(words)}", value, did_you_mean(value, words))


def _type(owner: object, field: str, kind: type | tuple[type, ...]) -> None:
    if not isinstance(value := getattr(owner, field), kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        wanted = " or ".join(each.__name__ for each in kinds)
        call = f" Did you mean {value.__name__}()?" if isinstance(value, type) else ""
        raise _wrong(owner, field, f"of type {wanted}", value, call)


def _named(owner: object, field: str, kind: type | tuple[type, ...]) -> None:
    """Let a word stand for what the catalogue calls so: "adam" for Adam()."""
    value = getattr(owner, field)
    if not isinstance(value, str):
        _type(owner, field, kind)
        return
    try:
        object.__setattr__(owner, field, build(field, value, field))
    except ExperimentError as error:
        raise UsageError(f"{type(owner).__name__}: {error.mistakes[0]}") from None


def _text(owner: object, field: str, wanted: str) -> None:
    if not _is_text(value := getattr(owner, field)):
        raise _wrong(owner, field, wanted, value)


def _columns(owner: object, field: str, wanted: str) -> None:
    names = getattr(owner, field)
    listed = isinstance(names, (list, tuple)) and all(map(_is_text, names))
    if not listed or len(set(names)) < len(names):
        raise _wrong(owner, field, wanted, names)
    object.__setattr__(owner, field, tuple(names))


def _kinds(owner: object, field: str, words: tuple[str, ...]) -> None:
    """Refuse what is not a row of (column, kind), each column once."""
    pairs = getattr(owner, field)
    listed = isinstance(pairs, (list, tuple)) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 and all(map(_is_text, pair))
        for pair in pairs
    )
    if not listed or len(dict(pairs)) < len(pairs):
        raise _wrong(owner, field, "(column, kind) pairs, each column once", pairs)
    for column, kind in pairs:
        if kind not in words:
            place = f"{field}[{one_line(column)!r}]"
            raise _wrong(
                owner, place, f"one of {', '.join(words)}", kind, did_you_mean(kind, words)
            )
    object.__setattr__(owner, field, tuple((column, kind) for column, kind in pairs))


def _is_text(value: object) -> bool:
    """Tell whether `value` is a text that a file can hold: not endless, no lone surrogates."""
    return (
        isinstance(value, str)
        and len(value) <= limits.TEXT
        and not any("\ud800" <= c <= "\udfff" for c in value)
    )


def _wrong(owner: object, place: str, wanted: str, value: object, hint: str = "") -> UsageError:
    shown = one_line(repr(value))
    return UsageError(f"{type(owner).__name__}: {place} must be {wanted}, got {shown}.{hint}")
