"""All rules, causes before their consequences: of two that fire, the earlier explains the later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

from glassnet.lab.doctor import (
    biases,
    brakes,
    columns,
    flow,
    generalizing,
    identifiers,
    labels,
    missing_codes,
    outputs,
    pace,
    rates,
    shapes,
    squares,
    starts,
    stretches,
)
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding

GROUPS = ("data", "design", "start", "training")


@final
@dataclass(frozen=True)
class Rule:
    """A cause that can be found.

    names: What its findings are called.
    examine: The finding, or None where there is nothing to say.
    group: What is at fault, one of `GROUPS`.
    aside: Whether it leaves other findings alone, and they it.
    """

    names: tuple[str, ...]
    examine: Callable[[Case], Finding | None]
    group: str
    aside: bool = False


FAST = ("rate-too-high", "momentum-too-high", "batch-too-small")  # who is so is not too slow
RULES = (
    Rule(("squashed-logits",), outputs.squashed_logits, "design"),
    Rule(("missing-probabilities",), outputs.missing_probabilities, "design"),
    Rule(("dropout-on-output",), outputs.dropout_on_output, "design"),
    Rule(("step-activation",), shapes.step_activation, "design"),
    Rule(("equal-start",), starts.equal_start, "start"),
    Rule(("missing-code",), missing_codes.missing_code, "data"),
    Rule(("no-signal",), labels.no_signal, "data"),
    Rule(("corrupted-labels",), stretches.corrupted_labels, "data"),
    Rule(("linear-stack",), shapes.linear_stack, "design"),
    Rule(("no-hidden-layer",), shapes.no_hidden_layer, "design"),
    Rule(("unscaled-inputs",), columns.unscaled_inputs, "data"),
    Rule(("unscaled-targets",), columns.unscaled_targets, "data"),
    Rule(("dead-start",), starts.dead_start, "start"),
    Rule(("start-too-large",), starts.start_too_large, "start"),
    Rule(("start-too-small",), starts.start_too_small, "start"),
    Rule(("unshuffled",), brakes.unshuffled, "training"),
    Rule(("strong-dropout",), shapes.strong_dropout, "design"),
    Rule(("strong-penalty",), brakes.strong_penalty, "training"),
    Rule(FAST, rates.rate_too_high, "training"),
    Rule(("tight-clipping",), brakes.tight_clipping, "training"),
    Rule(("schedule-too-short",), pace.schedule_too_short, "training"),
    Rule(("vanishing-gradients",), shapes.vanishing_gradients, "training"),
    Rule(("bottleneck",), shapes.bottleneck, "design"),
    Rule(("rate-too-low", "too-few-epochs", "batch-too-large"), pace.too_slow, "training"),
    Rule(("dead-units",), flow.dead_units, "training"),
    Rule(("missing-bias",), biases.missing_bias, "design"),
    Rule(("squared-classes",), squares.squared_classes, "design"),
    Rule(("drowned-classes",), labels.drowned_classes, "data"),
    Rule(("overfitting",), generalizing.overfitting, "training", aside=True),
    Rule(("id-column",), identifiers.id_column, "data", aside=True),
    Rule(("leaking-column",), columns.leaking_column, "data", aside=True),
)
ASIDE = tuple(name for rule in RULES if rule.aside for name in rule.names)
PACE = ("rate-too-low", "too-few-epochs", "batch-too-large")  # of their own, where far from usual
# Consequences in words, as they stand in the chain of what brought them about.
CONSEQUENCES = {
    "rate-too-high": "steps overshoot",
    "momentum-too-high": "steps overshoot",
    "batch-too-small": "steps overshoot",
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
            if case.trained and not finding.picture:
                finding = replace(finding, picture=case.picture)
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
