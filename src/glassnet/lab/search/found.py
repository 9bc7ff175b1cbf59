"""What a search found: the trials, the best of them measured again, and what to make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, final

from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.documents import csv_text, form_of, html_page, json_text, markdown_table
from glassnet.ground.errors import one_line
from glassnet.ground.html_table import html_table
from glassnet.lab.compare import wording
from glassnet.lab.compare.comparison import Comparison
from glassnet.lab.compare.lines import aligned, item
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.search.mattering import Mattering, mattering
from glassnet.lab.search.space import Space, label, spelled
from glassnet.lab.search.trial import Trial
from glassnet.lab.search.validating import Validation
from glassnet.program.experiment import Experiment

WIDTH = 80
SHOWN = 8  # of the best trials
FORMS, SAVED = (".html", ".json", ".csv", ".md"), "a search"
BEST, DEFAULT = "best", "default"


@final
@dataclass(frozen=True, eq=False)
class Search:
    """What was tried, and what the best of it is worth: `print` it, save it.

    Args:
        space: What was searched.
        trials: All that was tried, by number.
        by: The score, on the validation rows, by which the best was chosen.
        starts: The starts of each trial.
        seed: What the picks followed from.
        comparison: The best design beside the default, from fresh starts, on the test rows.

    """

    space: Space
    trials: tuple[Trial, ...]
    by: Validation
    starts: int
    seed: int
    comparison: Comparison

    def __repr__(self) -> str:
        """Return how many trials there are, and the best."""
        return f"<{self.title}: print() it>"

    def __str__(self) -> str:
        """Return everything as text, 80 characters wide."""
        return "\n".join(self.lines())

    @property
    def title(self) -> str:
        """What was searched, in a line."""
        return f"{len(self.trials)} trials of {self.starts} starts"

    @property
    def best(self) -> dict[str, Any]:
        """The settings of the best trial, by name."""
        return self.space.values(self.ranked[0].picks)

    @property
    def experiment(self) -> Experiment:
        """The experiment of the best trial, as it was measured again: nobody stops early."""
        return self.comparison.designs[0].run.experiment

    @property
    def ranked(self) -> list[Trial]:
        """The trials that came to their end, the best first."""
        return best_first(self.trials)

    @property
    def verdict(self) -> str:
        """Whether the best design is better than the default, in plain words."""
        return self.comparison.verdicts[0]

    @property
    def mattering(self) -> tuple[Mattering, ...]:
        """How much each setting mattered, the most first."""
        return mattering(self.trials, self.space, self.seed)

    def lines(self, width: int = WIDTH) -> list[str]:
        """Return everything as lines of text of at most `width` characters, where words allow."""
        head = f"{self.title} · {self.by.name} of {self.by.count:,} rows, lower is better"
        found = [*wrapped(head, width), *wrapped(f"searched: {self.space}", width), ""]
        found += [*aligned([self._heads(), *self._cells(self.ranked[:SHOWN])], width), ""]
        found += wrapped(self.counts, width)
        told = list(self._mattered())
        found += ["", "What mattered"] if told else []
        for sentence in told:
            found += item(sentence, width)
        again = (
            f"The best design (trial {self.ranked[0].number}) and the default, from starts of "
            "their own, on rows that no trial has seen:"
        )
        return [*found, "", *wrapped(again, width), "", *self.comparison.lines(width)]

    @property
    def counts(self) -> str:
        """How many trials came to which end, in a sentence."""
        count = Counter(trial.outcome.ending for trial in self.trials)
        told = [f"{count['done']:,} of {len(self.trials):,} trials came to their end"]
        if count["given up"]:
            told.append(f"{count['given up']:,} were given up half-way, for others did better")
        if count["diverged"]:
            told.append(f"{count['diverged']:,} diverged")
        if count["refused"]:
            reason = next(t.outcome.reason for t in self.trials if t.outcome.reason)
            told.append(f"{count['refused']:,} did not fit ({one_line(reason, 200)})")
        return "; ".join(told).removesuffix(".") + "."

    def _mattered(self) -> Iterator[str]:
        found = self.mattering
        for one in found:
            if one.shown:
                yield (
                    f"{spelled(one.name)}: {one.share:.0%} of the differences in rank "
                    f"({wording.likely(one.p)})"
                )
        if found and not any(one.shown for one in found):
            yield f"no setting is shown to matter by {len(self.trials)} trials."
        elif found:
            yield "that holds of these trials, which crowd where it went well."

    def _heads(self) -> tuple[str, ...]:
        return ("trial", *map(spelled, self.space.names), self.by.name)

    def _cells(self, trials: list[Trial]) -> list[tuple[str, ...]]:
        return [
            (
                str(trial.number),
                *(one_line(label(trial.picks[name]), 24) for name in self.space.names),
                wording.score(trial.outcome.score, self.by.yardstick),
            )
            for trial in trials
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each trial: number, settings, how it ended, score."""
        return [
            {
                "trial": trial.number,
                **trial.picks,
                "ending": trial.outcome.ending,
                self.by.score: trial.outcome.score,
                "looks": len(trial.outcome.curve),
            }
            for trial in self.trials
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it, once NaN and ∞ are told."""
        return {
            "searched": [str(one) for one in self.space.dimensions],
            "score": self.by.name,
            "rows": self.by.count,
            "starts": self.starts,
            "seed": self.seed,
            "counts": dict(Counter(trial.outcome.ending for trial in self.trials)),
            "best": {"trial": self.ranked[0].number, **self.ranked[0].picks},
            "trials": [
                {**row, "curve": list(trial.outcome.curve), "reason": trial.outcome.reason}
                for row, trial in zip(self.rows(), self.trials, strict=True)
            ],
            "mattering": [vars(one) for one in self.mattering],
            "verdict": self.verdict,
            "comparison": self.comparison.to_dict(),
        }

    def to_json(self) -> str:
        """Return everything as JSON; what is no finite number is null."""
        return json_text(self.to_dict())

    def to_csv(self) -> str:
        """Return one line for each trial."""
        return csv_text(self.rows())

    def to_markdown(self) -> str:
        """Return the best trials and the verdict as Markdown."""
        heads = self._heads()
        rule = ("---:",) * len(heads)
        table = markdown_table([heads, *self._cells(self.ranked[:SHOWN])], rule)
        told = [f"{self.title}, {self.by.name}; searched: {self.space}.", "", *table]
        return "\n".join([*told, "", self.counts, "", self.comparison.to_markdown()])

    def to_html(self) -> str:
        """Return a page with everything that needs no other file."""
        return html_page(self.title, self._repr_html_())

    def save(self, path: PathName) -> None:
        """Write it: a page as .html, all as .json, the trials as .csv, tables as .md.

        Raises:
            UsageError: the name ends in something else.
            FileError: it cannot be written.

        """
        makers = (self.to_html, self.to_json, self.to_csv, self.to_markdown)
        maker = dict(zip(FORMS, makers, strict=True))[form_of(path, FORMS, SAVED)]
        write_atomically(path, [maker().encode()])

    def _repr_html_(self) -> str:
        cells = self._cells(self.ranked[:SHOWN])
        table = html_table(f"{self.title}: {self.by.name}", self._heads(), cells)
        told = f"<p>searched: {escape(str(self.space))}</p>{table}<p>{escape(self.counts)}</p>"
        return told + self.comparison._repr_html_()


def best_first(trials: tuple[Trial, ...]) -> list[Trial]:
    """Return the trials that came to their end, the best first, earlier ones before like ones."""
    done = [trial for trial in trials if trial.outcome.ending == "done"]
    return sorted(done, key=lambda trial: (trial.outcome.value, trial.number))
