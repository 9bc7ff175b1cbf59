"""A comparison, done: what came of each design, the verdict on each pair, and what to beware of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, final

import numpy as np

from glassnet.data.data_frame import data_frame
from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.documents import csv_text, form_of, html_page, json_text, markdown_table
from glassnet.ground.errors import one_line
from glassnet.ground.html_table import html_table
from glassnet.lab.compare import wording
from glassnet.lab.compare.budgets import Budget
from glassnet.lab.compare.lines import aligned, item
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.paired import luck
from glassnet.lab.compare.pairs import Pair, Rules
from glassnet.lab.compare.pictures import KINDS, picture
from glassnet.lab.compare.training import Plan, Standing
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.pictures.picture import Picture
from glassnet.nn.intervals import wilson

WIDTH = 80
HEADS = ("design", "parameters", "median", "middle half", "failed", "s a start")
FORMS, SAVED = (".html", ".json", ".csv", ".md", ".svg", ".png"), "a comparison"


@final
@dataclass(frozen=True, eq=False)
class Comparison:
    """What many starts of several designs tell: `print` it, draw it, save it.

    Args:
        designs: What came of each.
        pairs: Every two of them beside each other, with the verdict.
        by: The score that is compared, and its rows.
        plan: How many starts and splits.
        rules: How pairs were judged.
        cautions: What to be careful about, each in a sentence.
        budget: What was made equal, and how.

    """

    designs: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    by: Yardstick
    plan: Plan
    rules: Rules
    cautions: tuple[str, ...]
    budget: Budget = Budget()

    def __repr__(self) -> str:
        """Return how many designs and starts there are."""
        return f"<{self.title}: print() it>"

    def __str__(self) -> str:
        """Return everything as text, 80 characters wide."""
        return "\n".join(self.lines())

    @property
    def title(self) -> str:
        """What is compared, in a line."""
        splits = f" in each of {self.plan.splits} splits" if self.plan.splits > 1 else ""
        return f"{len(self.designs)} designs, {self.plan.starts:,} starts{splits}"

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdict on each pair, in plain words."""
        told = (self.by, self.rules, self.plan.splits)
        return tuple(wording.verdict(pair, *told) for pair in self.pairs)

    @property
    def open(self) -> bool:
        """Whether a pair is not decided."""
        return any(pair.verdict == "open" for pair in self.pairs)

    def lines(self, width: int = WIDTH) -> list[str]:
        """Return everything as lines of text of at most `width` characters, where words allow."""
        rows = f"{self.by.count:,} row" + "s" * (self.by.count != 1)
        head = f"{self.title} · {self.by.name} of {rows}, lower is better"
        found = [*wrapped(head, width), "", *aligned([HEADS, *self._cells()], width)]
        asides = [*self.budget.told, *self._luck()]
        found += [""] if asides else []
        for told in asides:
            found += item(told, width)
        told = wording.summary(self.pairs)
        found += ["", *wrapped(told, width)] if told else []
        for pair, told in zip(self.pairs, self.verdicts, strict=True):
            found += ["", *wrapped(told, width), *item(wording.evidence(pair), width)]
        found += ["", "Be careful"] if self.cautions else []
        for told in self.cautions:
            found += item(told, width)
        return found

    def picture(self, *kinds: str) -> Picture:
        """Return a picture to print or to save; of several kinds, one below the other.

        "starts" (every start a dot, and the differences of the pairs), "parameters" and "time" (the
        score against them), "curves" (learning curves with the middle half of the starts); all of
        them where none is named.
        """
        return picture(self.title, self.designs, self.pairs, self.by, kinds or KINDS)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each start: design, split, seed, scores, failed, diverged."""
        return [
            {
                "design": one.name,
                "split": split,
                "seed": seed,
                **start.scores,
                "failed": start.failed,
                "diverged": start.diverged,
            }
            for one in self.designs
            for split, starts in enumerate(one.starts)
            for seed, start in zip(self.plan.seeds(split), starts, strict=True)
        ]

    def frame(self, package: str | None = None) -> Any:
        """Return `rows()` as a data frame of pandas, Polars or PyArrow: of what is installed.

        Raises:
            UsageError: `package` is none of them.
            MissingPackageError: it is not installed.

        """
        return data_frame(self.rows(), package)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the single starts as JSON can hold it, once NaN and ∞ are told."""
        return {
            "score": self.by.name,
            "rows": self.by.count,
            "starts": self.plan.starts,
            "splits": self.plan.splits,
            "seed": self.plan.seed,
            "equal": self.budget.equal,
            "budget": list(self.budget.told),
            "summary": wording.summary(self.pairs),
            "designs": [self._facts(one) for one in self.designs],
            "pairs": [self._verdict(*each) for each in zip(self.pairs, self.verdicts, strict=True)],
            "cautions": list(self.cautions),
        }

    def to_json(self) -> str:
        """Return everything, every start included, as JSON; what is no finite number is null."""
        return json_text({**self.to_dict(), "each_start": self.rows()})

    def to_markdown(self) -> str:
        """Return the table and the verdicts as Markdown."""
        rule = ("---", *["--:"] * (len(HEADS) - 1))
        table = markdown_table([HEADS, *self._cells()], rule)
        verdicts = [f"- {told}" for told in (*self.budget.told, *self.verdicts)]
        careful = [f"- {told}" for told in self.cautions]
        told = [f"{self.title}: {self.by.name}, lower is better.", "", *table, "", *verdicts]
        return "\n".join([*told, *(["", "Be careful:", "", *careful] if careful else [])]) + "\n"

    def to_csv(self) -> str:
        """Return one line for each start."""
        return csv_text(self.rows())

    def to_html(self) -> str:
        """Return a page with everything, pictures included, that needs no other file."""
        return html_page(self.title, f"{self._repr_html_()}\n{self.picture()._repr_html_()}")

    def save(self, path: PathName) -> None:
        """Write it: a page as .html, all as .json, starts as .csv, tables as .md, .svg and .png.

        Raises:
            UsageError: the name ends in something else.
            FileError: it cannot be written.
            MissingPackageError: a picture is asked for, and matplotlib is not installed.

        """
        name = form_of(path, FORMS, SAVED)
        if name in {".svg", ".png"}:
            self.picture().save(path)
            return
        makers = {
            ".html": self.to_html,
            ".json": self.to_json,
            ".csv": self.to_csv,
            ".md": self.to_markdown,
        }
        write_atomically(path, [makers[name]().encode()])

    def _repr_html_(self) -> str:
        table = html_table(f"{self.title}: {self.by.name}, lower is better", HEADS, self._cells())
        budget = "".join(f"<p>{escape(told)}</p>" for told in self.budget.told)
        verdicts = "".join(
            f"<li>{escape(told)}<br><small>{escape(wording.evidence(pair))}</small></li>"
            for pair, told in zip(self.pairs, self.verdicts, strict=True)
        )
        careful = "".join(f"<li>{escape(told)}</li>" for told in self.cautions)
        return (
            f"{table}{budget}<ul>{verdicts}</ul>"
            + f"<p>Be careful</p><ul>{careful}</ul>" * bool(careful)
        )

    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (
                one_line(one.name, 40),
                f"{one.parameters:,}",
                wording.score(_at(one, 0.5, self.by), self.by),
                " … ".join(wording.score(_at(one, q, self.by), self.by) for q in (0.25, 0.75)),
                wording.failing((int(one.failed.sum()), one.failed.size), self.by),
                wording.number(one.seconds),
            )
            for one in self.designs
        ]

    def _luck(self) -> Iterator[str]:
        """Yield how much the start matters, and how much the split."""
        for one in self.designs if self.plan.splits > 1 else ():
            scores = one.scores(self.by)
            good = np.isfinite(scores)
            if (good.sum(axis=1) < 2).any():
                continue
            start, split = luck(np.where(good, scores, np.nan))
            yield (
                f"{one_line(one.name, 40)}: luck of the start ± {wording.score(start, self.by)}, "
                f"luck of the split ± {wording.score(split, self.by)} (standard deviations)"
            )

    def _facts(self, one: Standing) -> dict[str, Any]:
        failed = int(one.failed.sum())
        return {
            "design": one.name,
            "parameters": one.parameters,
            "updates": one.sizes.updates,
            "median": _at(one, 0.5, self.by),
            "quartiles": [_at(one, q, self.by) for q in (0.25, 0.75)],
            "failed": failed,
            "failed_interval": list(wilson(failed, one.failed.size)),
            "diverged": one.diverged,
            "seconds": one.seconds,
        }

    def _verdict(self, pair: Pair, told: str) -> dict[str, Any]:
        facts = {name: value for name, value in vars(pair).items() if name != "deviation"}
        ratio = {"ratio": math.exp(pair.difference)} if self.by.ratios else {}
        return {**facts, **ratio, "told": told}


def _at(one: Standing, share: float, by: Yardstick) -> float:
    """Return the score below which a share of the starts lies; a failed one may have none."""
    return float(np.quantile(one.scores(by), share, method="inverted_cdf"))
