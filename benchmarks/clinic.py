"""How right the doctor is: networks made ill by one known fault, and healthy ones that look ill.

Every problem has a healthy network. A mutation plants one fault; it is kept only where the error
of all its starts together is surely worse than the healthy twin's (paired, 95 %). The doctor sees
the run and nothing else. Thresholds were chosen on the tuned half of the problems; the other half
was not looked at before.

    python benchmarks/clinic.py [--part tuned|untouched] [--starts 4] [--prove] [--verbose]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from clinic_cases.faults import FAULTS, UGLY, Fault, setting
from clinic_cases.problems import TUNED, UNTOUCHED, Patient, twin
from measuring import surroundings
from measuring.telling import share, tell

import glassnet as gn
from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.proof import WORST, paired

HARM = 0.05  # of the error
NOISE = "plateau at the noise"
PARTS = {"tuned": TUNED, "untouched": UNTOUCHED}


class Seen(NamedTuple):
    """One run and what was said of it; `cause` is empty where it is healthy."""

    problem: str
    what: str
    cause: str
    said: tuple[str, ...]
    verdict: str
    proved: bool | None


def finished(patient: Patient, seed: int) -> tuple[gn.Run, float]:
    """Return the run at its end, and its error on validation rows, or training ones if none."""
    run = patient.prepare(seed)
    try:
        run.finish()
    except DivergedError:
        return run, WORST
    case = Case(run)
    split = run.table.split
    others = split.validation if len(split.validation) else split.train
    return run, min(WORST, case.judged(case.state, others)[1])


def hurts(errors: Sequence[float], healthy: Sequence[float]) -> bool:
    """Tell whether the starts are surely worse than their healthy twins, by 0.05 or more."""
    low, high = paired(errors, healthy)
    return low > 0.0 and (low + high) / 2.0 > HARM


KNOWN: dict[tuple[str, str, int], float] = {}


def _twin_error(problem: str, way: str, seed: int, own: Patient | None) -> float:
    """Return the error of a healthy twin, which many faults share."""
    if own is not None:
        return finished(own, seed)[1]
    key = (problem, way, seed)
    if key not in KNOWN:
        KNOWN[key] = finished(twin(problem, way), seed)[1]
    return KNOWN[key]


def ill(problem: str, fault: Fault, starts: int, prove: bool) -> Iterator[Seen]:
    """Yield what the doctor says of each start of a fault, if it hurts."""
    way = fault.way or "adam"
    twin_of = twin(problem, way)
    patient = fault.mutate(twin_of)
    if patient is None:
        return
    if fault.cause == "overfitting":
        twin_of = setting(early_stopping=gn.EarlyStopping(20))(patient)
    runs, errors = zip(*(finished(patient, seed) for seed in range(starts)), strict=True)
    own = twin_of if fault.cause == "overfitting" else None
    healthy = [_twin_error(problem, way, seed, own) for seed in range(starts)]
    if not hurts(errors, healthy):
        return
    for number, run in enumerate(runs):
        # A proof costs as much as all starts: one of them stands for the others.
        told = gn.diagnose(run, prove=prove and number == 0, starts=max(2, min(starts, 5)))
        proof = told.findings[0].proof if told.findings else None
        shown = proof is not None if prove and number == 0 else None
        yield Seen(problem, f"{fault.cause} ({way})", fault.cause, told.rules, told.verdict, shown)


def well(problem: str, name: str, starts: int) -> Iterator[Seen]:
    """Yield what the doctor says of healthy runs of one kind."""
    mutate, way = UGLY[name]
    patient = mutate(twin(problem, way))
    for seed in range(starts if patient is not None else 0):
        run, error = finished(patient, seed)
        # What changes the labels has no twin; of the rest, who fell ill by it is left out.
        if name != NOISE and error > _twin_error(problem, way, seed, None) + HARM:
            continue
        told = gn.diagnose(run)
        yield Seen(problem, name, "", told.rules, told.verdict, None)


def consult(problems: tuple[str, ...], options: argparse.Namespace) -> list[Seen]:
    """Return what the doctor says of everything."""
    faults = FAULTS[:: 9 if options.quick else 1]
    kinds = list(UGLY)[:: 6 if options.quick else 1]
    seen: list[Seen] = []
    for problem in problems:
        for fault in faults:
            if options.only in fault.cause:
                seen += ill(problem, fault, options.starts, options.prove)
        for name in kinds if not options.only else ():
            seen += well(problem, name, options.starts)
    return seen


def summary(seen: list[Seen]) -> list[dict[str, Any]]:
    """Return the shares that were aimed at."""
    sick = [each for each in seen if each.cause]
    healthy = [each for each in seen if not each.cause]
    return [
        share("cause named first", [s.said[:1] == (s.cause,) for s in sick], "≥ 90 %"),
        share("cause among the first three", [s.cause in s.said[:3] for s in sick], ""),
        share("nothing found in an ill run", [not s.said for s in sick], ""),
        share("false alarms on healthy runs", [bool(s.said) for s in healthy], "≤ 2 %"),
        share("healthy, but unexplained", [s.verdict == "unexplained" for s in healthy], ""),
        share("remedy proved", [s.proved for s in sick if s.proved is not None], "≥ 85 %"),
    ]


def by_cause(seen: list[Seen]) -> list[dict[str, Any]]:
    """Return each cause with its share, and what was said instead."""
    found = []
    for cause in sorted({each.cause for each in seen if each.cause}):
        own = [each for each in seen if each.cause == cause]
        first = sum(each.said[:1] == (cause,) for each in own)
        others = [each.said[0] if each.said else "nothing" for each in own]
        wrong = sorted({other for other in others if other != cause})
        problems = len({each.problem for each in own})
        found.append(
            {
                "cause": cause,
                "problems": problems,
                "first": f"{first}/{len(own)}",
                "said instead": ", ".join(wrong),
            }
        )
    return found


def main() -> None:
    """Examine and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=PARTS, default="", help="this half alone")
    parser.add_argument("--problem", default="", help="this problem alone")
    parser.add_argument("--only", default="", help="causes with this in their names alone")
    parser.add_argument("--starts", type=int, default=4, help="of each fault")
    parser.add_argument("--prove", action="store_true", help="prove remedies, too")
    parser.add_argument("--quick", action="store_true", help="few faults, one problem each")
    parser.add_argument("--verbose", action="store_true", help="show what was missed")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    tables: dict[str, Any] = {}
    for part in [options.part] if options.part else PARTS:
        problems = tuple(p for p in PARTS[part] if options.problem in ("", p))
        if options.quick:
            problems, options.starts = problems[1:2], 2
        seen = consult(problems, options)
        if not seen:
            continue
        tables[f"{part} half: {', '.join(problems)}"] = summary(seen)
        if causes := by_cause(seen):
            tables[f"{part} half, by cause"] = causes
        if options.verbose:
            show(seen)
    tell("The doctor", surroundings.facts(), tables, options.json)


def show(seen: list[Seen]) -> None:
    """Print what was missed, and every false alarm."""
    for each in seen:
        if (each.said[:1] != (each.cause,) and each.cause) or (not each.cause and each.said):
            print(f"{each.problem:14} {each.what:34} {each.verdict:12} {', '.join(each.said)}")


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
