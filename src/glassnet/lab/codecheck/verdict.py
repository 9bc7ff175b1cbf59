"""What the check found, as data that prints itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, final

Verdict = Literal["right", "wrong", "unclear"]
WIDTH = 80
MARKS = {True: "right", False: "WRONG", None: "not seen"}


@final
@dataclass(frozen=True)
class ParameterCheck:
    """One parameter: whether its gradient is right, how far off, and where most.

    error: The largest difference, relative to the largest number of this gradient.
    index, yours, right: The number that is most off, where it stands and what it should be.
    """

    name: str
    shape: tuple[int, ...]
    ok: bool | None
    error: float
    pattern: str = ""
    sentence: str = ""
    index: tuple[int, ...] = ()
    yours: float | None = None
    right: float | None = None


@final
@dataclass(frozen=True)
class Cause:
    """One slip: its pattern, the parameters it is seen in, both formulas and the numbers."""

    pattern: str
    parameters: tuple[str, ...]
    sentence: str
    right: str = ""
    wrong: str = ""
    evidence: Mapping[str, float] = field(default_factory=dict)


@final
@dataclass(frozen=True)
class GradientCheck:
    """Whether gradients are those of the loss, and if not, which term is wrong.

    verdict: "right", "wrong", or "unclear" where nothing could be measured.
    causes: From the output backward, the first wrong place first.
    network: What was recognized, "" where nothing was.
    """

    verdict: Verdict
    sentence: str
    parameters: tuple[ParameterCheck, ...]
    causes: tuple[Cause, ...] = ()
    notes: tuple[str, ...] = ()
    network: str = ""
    points: int = 0

    @property
    def ok(self) -> bool:
        """Whether no wrong gradient was found and something could be measured."""
        return self.verdict == "right"

    @property
    def patterns(self) -> tuple[str, ...]:
        """The names of the slips that were found."""
        return tuple(cause.pattern for cause in self.causes)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"ok": self.ok, **asdict(self)}

    def __str__(self) -> str:
        """Return the verdict, its causes with both formulas, and a line for each parameter."""
        return "\n".join(self.lines())

    def lines(self, width: int = WIDTH) -> Iterator[str]:
        """Yield what is printed, wrapped to `width`."""
        yield from _wrapped(f"{self.verdict.upper()}: {self.sentence}", width)
        for number, cause in enumerate(self.causes, start=1):
            yield ""
            yield from _wrapped(f"{number}. {cause.sentence}", width, "   ")
            if cause.wrong:
                yield f"   yours   {cause.wrong}"
            if cause.right:
                yield f"   right   {cause.right}"
        yield ""
        yield from _table(self.parameters)
        for note in self.notes:
            yield ""
            yield from _wrapped(note, width)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False)


def _table(parameters: tuple[ParameterCheck, ...]) -> Iterator[str]:
    """Yield a line for each parameter: its name, whether it is right, and the worst number."""
    wide = max((len(p.name) for p in parameters), default=0)
    for p in parameters:
        line = f"  {p.name:<{wide}}   {MARKS[p.ok]:<8}"
        if p.ok is not None and p.error < float("inf"):
            line += f"   off by {p.error:.1e}"
        if p.ok is False and p.yours is not None and p.right is not None:
            at = "[" + ", ".join(map(str, p.index)) + "]" if p.index else ""
            line += f"   {p.name}{at}: yours {p.yours:.6g}, right {p.right:.6g}"
        yield line.rstrip()


def from_dict(told: Mapping[str, Any]) -> GradientCheck:
    """Return the check that `to_dict` wrote down, also after a journey through JSON."""
    parameters = tuple(
        ParameterCheck(**{**p, "shape": tuple(p["shape"]), "index": tuple(p["index"])})
        for p in told["parameters"]
    )
    causes = tuple(Cause(**{**c, "parameters": tuple(c["parameters"])}) for c in told["causes"])
    kept = {name: value for name, value in told.items() if name != "ok"}
    return GradientCheck(
        **{**kept, "parameters": parameters, "causes": causes, "notes": tuple(told["notes"])}
    )
