"""All rules, causes before their consequences: of two that fire, the earlier explains the later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

from glassnet.lab.doctor import (
    brakes,
    columns,
    flow,
    generalizing,
    labels,
    outputs,
    pace,
    rates,
    shapes,
    starts,
)
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding


@final
@dataclass(frozen=True)
class Rule:
    """A cause that can be found.

    names: What its findings are called.
    examine: The finding, or None where there is nothing to say.
    aside: Whether it leaves other findings alone, and they it.
    """

    names: tuple[str, ...]
    examine: Callable[[Case], Finding | None]
    aside: bool = False


RULES = (
    Rule(("squashed-logits",), outputs.squashed_logits),
    Rule(("missing-probabilities",), outputs.missing_probabilities),
    Rule(("dropout-on-output",), outputs.dropout_on_output),
    Rule(("step-activation",), shapes.step_activation),
    Rule(("equal-start",), starts.equal_start),
    Rule(("no-signal",), labels.no_signal),
    Rule(("linear-stack",), shapes.linear_stack),
    Rule(("no-hidden-layer",), shapes.no_hidden_layer),
    Rule(("unscaled-inputs",), columns.unscaled_inputs),
    Rule(("unscaled-targets",), columns.unscaled_targets),
    Rule(("dead-start",), starts.dead_start),
    Rule(("start-too-large",), starts.start_too_large),
    Rule(("start-too-small",), starts.start_too_small),
    Rule(("unshuffled",), brakes.unshuffled),
    Rule(("strong-dropout",), shapes.strong_dropout),
    Rule(("strong-penalty",), brakes.strong_penalty),
    Rule(("rate-too-high", "momentum-too-high"), rates.rate_too_high),
    Rule(("tight-clipping",), brakes.tight_clipping),
    Rule(("schedule-too-short",), pace.schedule_too_short),
    Rule(("vanishing-gradients",), shapes.vanishing_gradients),
    Rule(("bottleneck",), shapes.bottleneck),
    Rule(("rate-too-low", "too-few-epochs", "batch-too-large"), pace.too_slow),
    Rule(("dead-units",), flow.dead_units),
    Rule(("drowned-classes",), labels.drowned_classes),
    Rule(("overfitting",), generalizing.overfitting, aside=True),
    Rule(("leaking-column",), columns.leaking_column, aside=True),
)
PACE = ("rate-too-low", "too-few-epochs", "batch-too-large")  # of their own, where far from usual
FAST = ("rate-too-high", "momentum-too-high")  # who is too fast is not too slow
# Consequences in words, as they stand in the chain of what brought them about.
CONSEQUENCES = {
    "rate-too-high": "steps overshoot",
    "momentum-too-high": "steps overshoot",
    "vanishing-gradients": "gradients vanish",
    "dead-units": "units die",
    "drowned-classes": "every row gets the commonest class",
    "rate-too-low": "it hardly moves",
    "too-few-epochs": "it does not get there in time",
    "batch-too-large": "it does not get there in time",
    "start-too-large": "activations saturate at the start",
    "dead-start": "units are dead from the start",
    "unscaled-targets": "the targets are unscaled, too",
    "strong-penalty": "the weights fade",
}


def names() -> tuple[str, ...]:
    """Return the names of all causes."""
    return tuple(name for rule in RULES for name in rule.names)


def examine(case: Case) -> list[Finding]:
    """Return the causes, the first one first; what one explains stands in its chain."""
    found: list[Finding] = []
    beside: list[Finding] = []
    for rule in RULES:
        finding = rule.examine(case)
        if finding is not None:
            (beside if rule.aside else found).append(finding)
    return [*ranked(found), *beside]


def ranked(found: list[Finding]) -> list[Finding]:
    """Return `found` with consequences in the chains of their causes.

    Of causes that are no consequence all stay, in their order: each may be at fault, and a proof
    decides.
    """
    causes: list[Finding] = []
    for finding in found:
        told = CONSEQUENCES.get(finding.rule)
        fast = any(cause.rule in FAST for cause in causes)
        apart = finding.rule in PACE and finding.sure == "likely" and not fast
        if not causes or told is None or apart:
            causes.append(finding)
        else:
            first = causes[0]
            causes[0] = replace(first, chain=(*first.chain, told))
    return causes
