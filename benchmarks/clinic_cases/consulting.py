"""One trial: a fault in a problem, or a healthy run of one kind, from several starts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from time import process_time
from typing import Any, NamedTuple

import numpy as np
from clinic_cases import kept, simpler
from clinic_cases.faults import Fault, group
from clinic_cases.healthy import HEALTHY, OWN
from clinic_cases.problems import Patient, twin

import glassnet as gn
from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor import proof
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.live import FURTHER, Rounds
from glassnet.lab.doctor.reference import judge

HARM = 0.05  # of the error
HOPELESS, FEW = 0.02, 4  # a fault that does so little harm to so many starts is not gone on with
PLACES = re.compile(r"\blayer ((?:\d[\d.]*(?:, | to |$)?)+)")


class Trained(NamedTuple):
    """A run at its end, its error on rows it did not learn from, and the seconds it took."""

    run: gn.Run
    error: float
    diverged: bool
    seconds: float


@dataclass(frozen=True)
class Trial:
    """What is to be examined.

    fault: What is planted, or None.
    kind: Which healthy kind, where no fault is planted.
    starts: How many.
    proves: Whether remedies are proved, for one of the starts.
    """

    part: str
    problem: str
    fault: Fault | None = None
    kind: str = ""
    starts: int = 10
    proves: bool = False

    @property
    def way(self) -> str:
        """How the healthy twin learns."""
        return self.fault.way if self.fault else HEALTHY[self.kind][1]

    @property
    def patient(self) -> Patient | None:
        """What is trained, or None where the mutation means nothing."""
        mutate = self.fault.mutate if self.fault else HEALTHY[self.kind][0]
        return mutate(twin(self.problem, self.way))

    def twin(self, patient: Patient) -> Patient:
        """Return what `patient` should be."""
        own = self.fault.twin if self.fault else None
        return own(patient) if own else twin(self.problem, self.way)


def trained(patient: Patient, seed: int) -> Trained:
    """Return a run at its end."""
    run, diverged, begun = patient.prepare(seed), False, process_time()
    try:
        run.finish()
    except DivergedError:
        diverged = True
    seconds = process_time() - begun
    error = proof.WORST if diverged else min(proof.WORST, _error(patient, run))
    return Trained(run, error, diverged, seconds)


def _error(patient: Patient, run: gn.Run) -> float:
    """Return the error on fresh rows, else on validation rows, else on those to train on."""
    case, split = Case(run), run.table.split
    if patient.fresh is None:
        rows = split.validation if len(split.validation) else split.train
        return case.judged(case.state, rows)[1]
    x, y = patient.fresh
    codes = np.searchsorted(np.unique(patient.y), y) if patient.is_classes else None
    wanted = y[:, None] if codes is None else np.eye(case.classes)[codes]
    inputs = np.asarray(run.model.prepare(x).x)
    return judge(case.answers(case.state, inputs), wanted, case.classes)[1]


def measured(trial: Trial, results: kept.Kept, *, anew: bool = True) -> dict[str, Any] | None:
    """Return what is known of a trial, from before if it was measured; None if it is none.

    anew: Whether it is measured now, if it was not before.
    """
    patient = trial.patient
    if patient is None:
        return None
    other = trial.twin(patient)
    marks = kept.mark(patient), kept.mark(other)
    told = (trial.fault.name if trial.fault else trial.kind, trial.starts, trial.proves)
    key = f"trial {kept.BELOW} {kept.DOCTOR} {marks[0]} {marks[1]} {told}"
    if key not in results.known and not anew:
        return None
    healthy = results.get(
        f"twin {kept.BELOW} {marks[1]} {trial.starts}",
        lambda: [trained(other, seed).error for seed in range(trial.starts)],
    )
    return results.get(key, lambda: _examined(trial, patient, other, healthy))


def _examined(
    trial: Trial, patient: Patient, other: Patient, healthy: Sequence[float]
) -> dict[str, Any]:
    """Train all starts, and ask everybody what is wrong, if it is worth asking."""
    cause = trial.fault.cause if trial.fault else ""
    runs = [trained(patient, seed) for seed in range(min(FEW, trial.starts))]
    if not cause or _harm(runs, healthy)[2] > HOPELESS:
        runs += [trained(patient, seed) for seed in range(len(runs), trial.starts)]
    low, high, mean = _harm(runs, healthy)
    hurts = low > 0.0 and mean > HARM and len(runs) == trial.starts
    told: dict[str, Any] = {
        "part": trial.part,
        "problem": trial.problem,
        "cause": cause,
        "group": group(cause),
        "what": trial.fault.name if trial.fault else trial.kind,
        "harm": [low, high],
        "counts": hurts or not cause,
        "starts": [],
    }
    if not told["counts"]:
        return told
    planted = planted_layers(patient, other, cause)
    for run, error in zip(runs, healthy, strict=True):
        seen = _seen(run, planted)
        # Who fell ill of what should do no harm is not healthy; without a twin nobody knows.
        own = not cause and trial.kind not in OWN
        told["starts"].append(
            seen | {"twin": error, "counts": not own or run.error <= error + HARM}
        )
    name = f"{trial.problem} {told['what']}"
    chosen = int(hashlib.sha256(name.encode()).hexdigest(), 16) % trial.starts
    told["chosen"] = chosen
    told["live"] = looked_on(patient, chosen, cause)
    told["warned"] = simpler.warned(patient, chosen)
    told["proof"] = _proved(runs[chosen].run) if trial.proves and cause else None
    return told


def _harm(runs: Sequence[Trained], healthy: Sequence[float]) -> tuple[float, float, float]:
    """Return where the mean harm lies, and the mean itself."""
    low, high = proof.paired([run.error for run in runs], healthy[: len(runs)])
    return low, high, (low + high) / 2.0


def _seen(trained_run: Trained, planted: set[str]) -> dict[str, Any]:
    """Return what the doctor says of one run at its end, and what its curve looks like."""
    run, begun = trained_run.run, process_time()
    found = gn.diagnose(run)
    return {
        "error": trained_run.error,
        "said": list(found.rules),
        "verdict": found.verdict,
        "layers": _layers_are_right(found.findings[:1], planted) if planted else None,
        "updates": run.recorded,
        "training": trained_run.seconds,
        "examining": process_time() - begun,
        "shape": simpler.shape(run.history["loss"], diverged=trained_run.diverged),
    }


def _proved(run: gn.Run) -> dict[str, Any]:
    """Return what is left of the findings once their remedies were tried."""
    found = gn.diagnose(run, prove=True)
    first = found.findings[0] if found.findings else None
    return {
        "said": list(found.rules),
        "withdrawn": [each.rule for each in found.withdrawn],
        "can be": bool(found.withdrawn) or first is None or proof.can_be_proved(first),
        "helps": bool(first and first.proof),
    }


def looked_on(patient: Patient, seed: int, cause: str) -> dict[str, Any]:
    """Train once more with the doctor looking on, as often as it likes; return what was said.

    since: After how many updates `cause` was said first, to stay until the end.
    """
    run = patient.prepare(seed)
    rounds, error, looking, begun = Rounds(run), None, 0.0, process_time()
    said: set[str] = set()
    since = None
    while True:
        if rounds.is_due(error):
            before = process_time()
            rounds.visit(error)
            looking += process_time() - before
        names = [finding.rule for finding in rounds.findings]
        said |= set(names)
        is_first = names[:1] == [cause]
        since = (run.recorded if since is None else since) if is_first else None
        if run.done or error is not None:
            break
        try:
            run.advance(max(1, int(run.recorded * (FURTHER - 1.0)) + 1))
        except DivergedError as diverged:
            error = diverged
    whole = process_time() - begun
    told = {"since": since, "updates": run.recorded, "visits": rounds.visits, "said": sorted(said)}
    return told | {"training": whole - looking, "looking": looking}


def planted_layers(patient: Patient, other: Patient, cause: str) -> set[str]:
    """Return the places of the layers that the fault put in or changed, as a finding names them.

    Where layers were left out it is the one before; a start may be seen in the layer that follows.
    """
    new, old = ([repr(layer) for layer in each.layers] for each in (patient, other))
    found: set[int] = set()
    for what, _, _, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "delete":
            found |= {start - 1} if start else set()
        elif what != "equal":
            found |= set(range(start, stop + (group(cause) == "start")))
    return {str(place) for place in found}


def _layers_are_right(found: Sequence[Finding], planted: set[str]) -> bool:
    """Tell whether the first finding names layers, and none but those at fault."""
    named = named_layers(found[0].where) if found else set()
    return bool(named) and named <= planted


def named_layers(where: str) -> set[str]:
    """Return the layers that a finding names.

    >>> sorted(named_layers("layer 1 to 3")), sorted(named_layers("after layer 0, 2"))
    (['1', '2', '3'], ['0', '2'])
    >>> sorted(named_layers("layer 2, Dense(1)")), named_layers("column age")
    (['2'], set())
    """
    found = PLACES.search(where)
    if found is None:
        return set()
    first, _, last = found[1].partition(" to ")
    if last:
        return {str(place) for place in range(int(first), int(last.strip(" ,")) + 1)}
    return set(re.findall(r"[\d.]+", found[1]))
