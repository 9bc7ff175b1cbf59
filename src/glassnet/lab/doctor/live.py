"""A doctor who looks on while a network learns: the same rules, with patience.

Asked are the rules that need no more than what is at hand: description, data, history and weights.
What is there from the description is said at once. What depends on the outcome is said once it was
seen at several visits, between which the run went on by a tenth, and taken back once it was missed
at as many. At the end of a run, or at infinity, one visit is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.case import HURRIED, Case
from glassnet.lab.doctor.catalogue import RULES, ranked
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.reference import Reference
from glassnet.run.run import Run

DESCRIBED = {
    "squashed-logits",
    "missing-probabilities",
    "dropout-on-output",
    "step-activation",
    "equal-start",
}
SEEN = {
    "missing-code",
    "linear-stack",
    "no-hidden-layer",
    "unscaled-inputs",
    "unscaled-targets",
    "dead-start",
    "start-too-large",
    "start-too-small",
    "unshuffled",
    "strong-dropout",
    "strong-penalty",
    "tight-clipping",
    "rate-too-high",
    "schedule-too-short",
    "vanishing-gradients",
    "bottleneck",
    "rate-too-low",
    "dead-units",
    "drowned-classes",
    "overfitting",
}
PATIENCE = 3  # visits
FURTHER = 1.1  # times the steps at the visit before: so no visit judges the same tenth of the run
# Of a case, what is the same at every visit.
OF_THE_DATA = ("layers", "classes", "rows", "x", "known", "reference")
OF_THE_START = ("first_state", "first_outputs", "usual_state", "usual_outputs")
OF_EARLY_STEPS = ("first_look", "early_ratio")  # once they are made


@final
@dataclass
class Suspicion:
    """A finding before and while it is said: as it was seen last, how often of late."""

    finding: Finding
    count: int = 0
    is_said: bool = False


@final
class Rounds:
    """Visits to one run.

    Args:
        run: It is looked at where its record ends, and not moved.
        reference: What simple predictors make of the training rows, or None as long as that is
            not known; it is asked once there is an outcome to hold against it.

    """

    def __init__(
        self, run: Run, reference: Callable[[Case], Reference | None] = lambda case: case.reference
    ) -> None:
        """Have seen nothing."""
        self.findings: tuple[Finding, ...] = ()
        self.visits = 0
        self.failing = False  # at the last visit, whether or not a cause was found
        self._run, self._reference = run, reference
        self._suspicions: dict[str, Suspicion] = {}
        self._known: dict[str, Any] = {}
        self._steps, self._commands, self._final = -1, -1, False  # at the last visit

    def is_due(self, error: DivergedError | None = None) -> bool:
        """Tell whether there is something to see that was not there at the last visit.

        Args:
            error: How the run stopped being finite, if it did where it stands.

        """
        run, final_word = self._run, self._run.done or error is not None
        if run.step < run.recorded:
            return False
        if (len(run.commands), final_word) != (self._commands, self._final):
            return True
        return run.recorded > self._steps if final_word else run.recorded > FURTHER * self._steps

    def visit(self, error: DivergedError | None = None) -> bool:
        """Look at the run; return whether all that was needed was known.

        Args:
            error: As of `is_due`.

        """
        run, final_word = self._run, self._run.done or error is not None
        case = Case(run, live=True, known={**self._known, "diverged": error})
        begun = case.trained or error is not None
        has_outcome = begun and (final_word or run.recorded >= HURRIED)
        if has_outcome and "reference" not in self._known:
            found = self._reference(case)
            if found is None:
                return False
            self._known["reference"] = vars(case)["reference"] = found
        if len(run.commands) != self._commands:  # a change: all begins anew
            self._suspicions = {}
            self._known.pop("least_error", None)
        asked = DESCRIBED | SEEN if has_outcome else DESCRIBED
        self._weigh(_found(case, asked), final_word=final_word)
        self.failing = has_outcome and case.failing
        lasting = OF_THE_DATA + OF_THE_START + (OF_EARLY_STEPS if run.recorded >= HURRIED else ())
        self._known |= {name: vars(case)[name] for name in lasting if name in vars(case)}
        if "fit" in vars(case):
            self._known["least_error"] = min(case.fit[1], case.least_error)
        self._steps, self._commands, self._final = run.recorded, len(run.commands), final_word
        self.visits += 1
        return True

    def _weigh(self, found: dict[str, Finding], *, final_word: bool) -> None:
        """Say what has been seen often enough; take back what has been missed as often."""
        for name, finding in found.items():
            self._suspicions.setdefault(name, Suspicion(finding)).finding = finding
        for name, known in [*self._suspicions.items()]:
            by = PATIENCE if final_word or name in DESCRIBED else 1
            known.count = max(0, min(known.count + (by if name in found else -by), PATIENCE))
            known.is_said = known.count == PATIENCE or (known.is_said and known.count > 0)
            if not known.count:
                del self._suspicions[name]
        said = {name: known.finding for name, known in self._suspicions.items() if known.is_said}
        told = _in_order(said)
        if told != self.findings:  # else the same objects, which nobody need draw again
            self.findings = told


def _found(case: Case, names: set[str]) -> dict[str, Finding]:
    """Return what the rules of these names find."""
    asked = (rule.examine(case) for rule in RULES if names & set(rule.names))
    return {finding.rule: finding for finding in asked if finding is not None}


def _in_order(said: dict[str, Finding]) -> tuple[Finding, ...]:
    """Return findings as the doctor has them: causes with their consequences, others aside."""
    named = [(rule, said[name]) for rule in RULES for name in rule.names if name in said]
    causes = ranked([finding for rule, finding in named if not rule.aside])
    return (*causes, *(finding for rule, finding in named if rule.aside))
