"""What the doctor says, as data that prints itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, final

from glassnet.lab.doctor.pages import page
from glassnet.program.experiment import Experiment

Verdict = Literal[
    "ill", "healthy", "as good as this data allows", "unexplained", "on its way", "not trained"
]
Certainty = Literal["certain", "likely", "possible"]
WIDTH = 80
SPARKS = "▁▂▃▄▅▆▇█"
INDENT = "   "


@final
@dataclass(frozen=True)
class Remedy:
    """One change of the experiment.

    words: What to do.
    after: The experiment with that change, and no other.
    toml: The lines of its file that differ, under their sections.
    options: What to type after `glassnet train --experiment FILE`, or nothing where no option does
        it.
    """

    words: str
    after: Experiment
    toml: str
    options: str = ""

    def command(self, file: str = "FILE") -> str:
        """Return what to type to try it on the experiment in `file`."""
        if self.options:
            return f"glassnet train --experiment {file} {self.options}"
        return f"glassnet doctor {file} --fix"

    def to_dict(self) -> dict[str, str]:
        """Return it as plain data."""
        told = {"words": self.words, "toml": self.toml, "options": self.options}
        return told | {"command": self.command()}


@final
@dataclass(frozen=True)
class Proof:
    """What came of a re-run with the remedy alone, on the same starts.

    before, after: The mean error of the starts without and with it.
    low, high: The 95 % interval of the paired difference, before − after: positive is better.
    """

    starts: int
    measure: str
    before: float
    after: float
    low: float
    high: float

    @property
    def helps(self) -> bool:
        """Whether the error fell, surely."""
        return self.low > 0.0

    @property
    def opinion(self) -> str:
        """What the interval says of a remedy, in words."""
        if self.helps:
            return "helps"
        return "is not sure to help" if self.high > 0.0 else "does not help"

    def __str__(self) -> str:
        """Return the numbers in a sentence."""
        return (
            f"the {self.measure} goes from {self.before:.4g} to {self.after:.4g} in the mean of "
            f"{self.starts} starts; difference {self.low:.3g} to {self.high:.3g} (95 %)"
        )


@final
@dataclass(frozen=True)
class Finding:
    """One cause.

    rule: Its name, and that of its page, which `explain` returns.
    cause: One sentence.
    where: Layer, unit, column or row, where there is one.
    since: The number of updates before it is seen; None where it is there from the description.
    evidence: Numbers, by what they are.
    picture: The evidence in a few lines of text.
    chain: What follows from the cause and was seen, too.
    judged_by: What a re-run with the remedy is judged by; nothing where none can tell.
    """

    rule: str
    cause: str
    sure: Certainty
    evidence: Mapping[str, float]
    remedy: Remedy | None = None
    where: str = ""
    since: int | None = None
    picture: str = ""
    chain: tuple[str, ...] = ()
    judged_by: Literal["error", "score", ""] = "error"
    proof: Proof | None = None

    def explain(self) -> str:
        """Return the cause's page: the mathematics, the threshold with its source, what helps."""
        return page(self.rule)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "rule": self.rule,
            "cause": self.cause,
            "sure": self.sure,
            "where": self.where,
            "since": self.since,
            "evidence": dict(self.evidence),
            "picture": self.picture,
            "chain": list(self.chain),
            "remedy": self.remedy.to_dict() if self.remedy else None,
            "proof": None if self.proof is None else vars(self.proof),
        }

    def lines(self, width: int = WIDTH, file: str = "FILE") -> Iterator[str]:
        """Yield what is printed, the cause first; `file` holds the experiment."""
        yield from _wrapped(f"{self.cause} ({self.sure})", width)
        if self.where:
            yield from _wrapped(f"where      {self.where}", width)
        if self.since is not None:
            yield f"since      step {self.since:,}"
        told = "; ".join(f"{name} {value:.4g}" for name, value in self.evidence.items())
        yield from _wrapped(f"evidence   {told}", width)
        yield from (f"           {line}" for line in self.picture.splitlines())
        if self.chain:
            yield from _wrapped(f"so         {', '.join(self.chain)}", width)
        if self.remedy is not None:
            yield from _wrapped(f"remedy     {self.remedy.words}", width)
            yield from (f"           {line}" for line in self.remedy.toml.splitlines())
            yield f"           {self.remedy.command(file)}"
        if self.proof is not None:
            yield from _wrapped(f"proof      {self.proof}", width)
        yield f"more       glassnet doctor --explain {self.rule}"


@final
@dataclass(frozen=True)
class Diagnosis:
    """What was found in a run: a verdict with its evidence, causes first to last, and doubts.

    withdrawn: Causes whose remedy was tried and did not help.
    """

    verdict: Verdict
    sentence: str
    evidence: Mapping[str, float]
    findings: tuple[Finding, ...] = ()
    withdrawn: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the causes, the first one first."""
        return tuple(finding.rule for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "verdict": self.verdict,
            "sentence": self.sentence,
            "evidence": dict(self.evidence),
            "findings": [finding.to_dict() for finding in self.findings],
            "withdrawn": [finding.to_dict() for finding in self.withdrawn],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """Return the verdict and every finding."""
        return "\n".join(self.lines())

    def lines(self, width: int = WIDTH, file: str = "FILE") -> Iterator[str]:
        """Yield what is printed, wrapped to `width`; `file` holds the experiment."""
        yield from textwrap.wrap(f"{self.verdict.upper()}: {self.sentence}", width)
        for name, value in () if self.findings else self.evidence.items():
            yield f"{INDENT}{value:10.4g}  {name}"
        for number, finding in enumerate(self.findings, start=1):
            yield ""
            first, *rest = finding.lines(width - len(INDENT), file)
            yield f"{number}. {first}"
            yield from (f"{INDENT}{line}" for line in rest)
        for finding in self.withdrawn:
            yield ""
            found = finding.proof.opinion if finding.proof is not None else ""
            told = f"Withdrawn: {finding.cause} Its remedy was tried and {found}: {finding.proof}."
            yield from textwrap.wrap(told, width)
        for note in self.notes:
            yield ""
            yield from textwrap.wrap(note, width)


def sparkline(values: Sequence[float], cells: int = 40) -> str:
    """Return a curve as a line of blocks, the lowest value the lowest block.

    >>> sparkline([0.0, 1.0, 2.0, 7.0])
    '▁▂▃█'
    """
    count = len(values)
    cells = max(1, min(cells, count))
    ends = [count * cell // cells for cell in range(cells + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(ends) if b > a]
    low, high = min(means, default=0.0), max(means, default=0.0)
    span = (high - low) or 1.0
    return "".join(SPARKS[round(7 * (mean - low) / span)] for mean in means)


def _wrapped(text: str, width: int) -> list[str]:
    margin = " " * 11 if text[:11].rstrip() in LABELS else ""
    return textwrap.wrap(text, width, subsequent_indent=margin, break_long_words=False)


LABELS = {"where", "evidence", "so", "remedy", "proof"}
