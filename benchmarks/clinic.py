"""How right the doctor is: networks made ill by one known fault, and healthy ones that look ill.

Every problem has a healthy network. A mutation plants one fault; it counts only where the error of
ten starts together is surely worse than the healthy twin's (paired, 95 %). The doctor sees the run
and nothing else. Thresholds were chosen on the tuned half of the problems; the other half was not
looked at before. The same runs are shown to simpler ways.

All of it takes hours. The trials stand in an order that is drawn once, every cause in turn, so
that those made in the first --minutes are a balanced sample. What is measured is kept, and counts
as long as the doctor and all that it stands on are the same:

    python benchmarks/clinic.py [--part tuned|untouched] [--minutes 1000] [--verbose]

Several processes, --share 1/4 to 4/4, write to one file; --minutes 0 tells what is in it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from clinic_cases import rates
from clinic_cases.consulting import Trial, measured
from clinic_cases.faults import FAULTS
from clinic_cases.healthy import HEALTHY
from clinic_cases.kept import BELOW, DOCTOR, Kept
from clinic_cases.problems import TUNED, UNTOUCHED
from measuring import surroundings
from measuring.telling import tell

PARTS = {"tuned": TUNED, "untouched": UNTOUCHED}
KEPT = ".cache/clinic.jsonl"
ORDER = 22  # the seed of the order


def trials(part: str, options: argparse.Namespace) -> list[Trial]:
    """Return all trials of a half: a fault, a healthy run, a fault of another cause, and so on."""
    rng = np.random.default_rng(ORDER)
    problems = [name for name in PARTS[part] if options.problem in ("", name)]
    lines: dict[str, list[Trial]] = {}
    for problem in problems:
        for fault in FAULTS:
            proves = bool(rng.uniform() < options.proofs)
            trial = Trial(part, problem, fault, "", options.starts, proves)
            lines.setdefault(fault.cause, []).append(trial)
    for line in lines.values():
        rng.shuffle(line)  # type: ignore[arg-type]
    healthy = [Trial(part, p, None, kind, options.starts) for p in problems for kind in HEALTHY]
    rng.shuffle(healthy)  # type: ignore[arg-type]
    sick = [trial for turn in zip_longest(*lines.values()) for trial in turn if trial]
    if options.only:
        sick = [trial for trial in sick if trial.fault and options.only in trial.fault.name]
        healthy = [t for t in healthy if options.quick and t.kind == "early stopping"]
    return list(_mixed(sick, healthy))


def _mixed(sick: Sequence[Trial], healthy: Sequence[Trial]) -> Iterator[Trial]:
    """Yield all of both, evenly mixed."""
    places = [
        (number / len(kind), trial) for kind in (sick, healthy) for number, trial in enumerate(kind)
    ]
    yield from (trial for _, trial in sorted(places, key=lambda each: each[0]))


def consult(part: str, options: argparse.Namespace, results: Kept) -> list[dict[str, Any]]:
    """Return what came of the trials, as many as time allows."""
    until = time.monotonic() + 60.0 * options.minutes
    found = []
    turn, turns = (int(number) for number in options.share.split("/"))
    for number, trial in enumerate(trials(part, options)):
        is_mine = number % turns == turn - 1
        told = measured(trial, results, anew=is_mine and time.monotonic() < until)
        if told is not None:
            found.append(told)
    return found


def tables(part: str, found: Sequence[Any], tuned: Sequence[Any]) -> dict[str, Any]:
    """Return all tables of one half."""
    problems = sorted({trial["problem"] for trial in found})
    told = {
        f"{part} half: {', '.join(problems)}": rates.summary(found),
        f"{part} half, cause first by group": rates.by_group(found),
        f"{part} half, by cause": rates.by_cause(found),
        f"{part} half, healthy runs": rates.by_kind(found),
        **{f"{part} half, {what}": rows for what, rows in rates.beside(found, tuned).items()},
        f"{part} half, time": rates.times(found),
    }
    return {caption: rows for caption, rows in told.items() if rows}


def main() -> None:
    """Examine and print."""
    options = _options()
    if options.quick:
        options.starts, options.proofs, options.keep = 3, 1.0, ""
        options.problem, options.part = options.problem or "iris", options.part or "tuned"
        options.only = options.only or "too-few-epochs (sgd)"
    results = Kept(options.keep)
    parts = [options.part] if options.part else list(PARTS)
    found = {part: consult(part, options, results) for part in parts}
    tuned = found.get("tuned") or found[parts[0]]
    told = {
        caption: rows
        for part in parts
        for caption, rows in tables(part, found[part], tuned).items()
    }
    if options.verbose:
        for part in parts:
            show(found[part])
    facts = surroundings.facts() | {"doctor": DOCTOR, "what it stands on": BELOW}
    tell("The doctor", facts | _sizes(found), told, options.json)


def _sizes(found: dict[str, list[Any]]) -> dict[str, str]:
    """Return how many trials there were of each half."""
    runs = {part: sum(len(each["starts"]) for each in own) for part, own in found.items()}
    return {
        f"{part} half": f"{len(own)} trials, {runs[part]} runs examined"
        for part, own in found.items()
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=PARTS, default="", help="this half alone")
    parser.add_argument("--problem", default="", help="this problem alone")
    parser.add_argument("--only", default="", help="faults with this in their names alone")
    parser.add_argument("--starts", type=int, default=10, help="of each trial, from 2 to 10")
    parser.add_argument("--proofs", type=float, default=0.3, help="share of trials that are proved")
    parser.add_argument(
        "--minutes", type=float, default=1e6, help="new trials of a half, no longer"
    )
    parser.add_argument("--share", default="1/1", help="2/4: every fourth, from the second on")
    parser.add_argument("--keep", default=KEPT, metavar="FILE", help='what is known; "": nothing')
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--verbose", action="store_true", help="show what was missed")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    return parser.parse_args()


def show(found: Sequence[Any]) -> None:
    """Print what was missed, and every false alarm."""
    for trial, start in rates.starts(found):
        if start["said"][:1] != [trial["cause"]] if trial["cause"] else start["said"]:
            said = ", ".join(start["said"])
            print(f"{trial['problem']:14} {trial['what']:40} {start['verdict']:12} {said}")


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
