"""What became of the trials, as tables: shares with both intervals, causes, others, times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from clinic_cases import simpler
from measuring.clusters import Seen, clustered
from measuring.timing import spread

from glassnet.nn.intervals import wilson

Told = Mapping[str, Any]  # a trial, or one of its starts
Rows = list[dict[str, Any]]
GROUPS = ("data", "design", "start", "training")


def starts(trials: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Yield every start that counts, with its trial."""
    for trial in trials:
        if trial["counts"]:
            yield from ((trial, start) for start in trial["starts"] if start["counts"])


def ill(trials: Sequence[Told]) -> list[Told]:
    """Return the trials of faults that do harm."""
    return [trial for trial in trials if trial["cause"] and trial["counts"]]


def well(trials: Sequence[Told]) -> list[Told]:
    """Return the healthy trials."""
    return [trial for trial in trials if not trial["cause"]]


def seen(trials: Sequence[Told], is_right: Callable[[Told, Told], bool | None]) -> Seen:
    """Return, of each start where it can be told, its problem and whether it is right."""
    told = ((trial["problem"], is_right(trial, start)) for trial, start in starts(trials))
    return [(problem, right) for problem, right in told if right is not None]


def is_first(trial: Told, start: Told) -> bool:
    """Tell whether the cause is named, and first."""
    return bool(start["said"][:1] == [trial["cause"]])


def proofs(trials: Sequence[Told]) -> Seen:
    """Return whether the first remedy was proved, of the starts whose remedies were tried."""
    tried = [trial for trial in trials if trial["proof"] and trial["proof"]["can be"]]
    return [(trial["problem"], trial["proof"]["helps"]) for trial in tried]


def proved_first(trials: Sequence[Told]) -> Seen:
    """Return whether the cause stands first once remedies were tried."""
    return [
        (trial["problem"], trial["proof"]["said"][:1] == [trial["cause"]])
        for trial in trials
        if trial["proof"]
    ]


def live(trials: Sequence[Told]) -> Seen:
    """Return whether the cause was named first while it was trained, and until the end."""
    return [(trial["problem"], trial["live"]["since"] is not None) for trial in trials]


def summary(trials: Sequence[Told]) -> Rows:
    """Return the shares that were aimed at."""
    sick, healthy = ill(trials), well(trials)
    planted = [trial for trial in trials if trial["cause"]]
    alarms = seen(healthy, lambda _, start: bool(start["said"]))
    live_alarms = [(t["problem"], bool(t["live"]["said"])) for t in healthy if _counts(t)]
    return [
        clustered("planted faults that harm", [(t["problem"], t["counts"]) for t in planted]),
        clustered("cause named first", seen(sick, is_first), "≥ 90 %"),
        clustered("… of starts that are worse themselves", seen(sick, _is_worse)),
        clustered("cause among the first three", seen(sick, _is_among_three)),
        clustered("layer right, where one is at fault", seen(sick, lambda _, s: s["layers"])),
        clustered("nothing found in an ill run", seen(sick, lambda _, s: not s["said"])),
        clustered("first remedy proved", proofs(sick), "≥ 85 %"),
        clustered("cause first, once remedies were tried", proved_first(sick)),
        clustered("cause first while it trains, and to the end", live(sick)),
        clustered("false alarms on healthy runs", alarms, "≤ 2 %"),
        clustered("false alarms while healthy runs train", live_alarms),
        clustered("healthy, but unexplained", seen(healthy, _is_unexplained)),
    ]


def _counts(trial: Told) -> bool:
    return bool(trial["starts"][trial["chosen"]]["counts"])


def _is_worse(trial: Told, start: Told) -> bool | None:
    return is_first(trial, start) if start["error"] > start["twin"] + 0.05 else None


def _is_among_three(trial: Told, start: Told) -> bool:
    return trial["cause"] in start["said"][:3]


def _is_unexplained(_: Told, start: Told) -> bool:
    return bool(start["verdict"] == "unexplained")


def by_group(trials: Sequence[Told]) -> Rows:
    """Return how often the cause is named first in each group of causes."""
    groups = [(name, [t for t in ill(trials) if t["group"] == name]) for name in GROUPS]
    return [clustered(name, seen(own, is_first), "≥ 90 %") for name, own in groups if own]


def by_cause(trials: Sequence[Told]) -> Rows:
    """Return every cause with its shares, and what was said instead."""
    sick = ill(trials)
    found: Rows = []
    for cause in sorted({trial["cause"] for trial in sick}):
        own = [trial for trial in sick if trial["cause"] == cause]
        first = seen(own, is_first)
        low, high = wilson(sum(right for _, right in first), len(first))
        found.append(
            {
                "cause": cause,
                "problems": len({trial["problem"] for trial in own}),
                "first": _of(first),
                "95 % interval": f"{low:.0%} to {high:.0%}",
                "among three": _of(seen(own, _is_among_three)),
                "layer": _of(seen(own, lambda _, start: start["layers"])),
                "proved": _of(proofs(own)),
                "live": _of(live(own)),
                "said instead": _instead(own),
            }
        )
    return found


def _of(rights: Seen) -> str:
    return f"{sum(right for _, right in rights)}/{len(rights)}" if rights else ""


def _instead(own: Sequence[Told]) -> str:
    """Return what else was said first, and how often."""
    others = Counter((s["said"] or ["nothing"])[0] for t, s in starts(own) if not is_first(t, s))
    return ", ".join(f"{name} {count}" for name, count in others.most_common())


def by_kind(trials: Sequence[Told]) -> Rows:
    """Return every kind of healthy run with its false alarms."""
    found: Rows = []
    for kind in dict.fromkeys(trial["what"] for trial in well(trials)):
        own = [trial for trial in well(trials) if trial["what"] == kind]
        said = Counter(name for _, start in starts(own) for name in start["said"][:1])
        told = {"healthy": kind, "problems": len({trial["problem"] for trial in own})}
        alarms = _of(seen(own, lambda _, start: bool(start["said"])))
        left = sum(not start["counts"] for trial in own for start in trial["starts"])
        told |= {"false alarms": alarms, "left out, worse than the twin": left}
        found.append(told | {"said": ", ".join(f"{n} {c}" for n, c in said.most_common())})
    return found


def beside(trials: Sequence[Told], tuned: Sequence[Told]) -> dict[str, Rows]:
    """Return the doctor beside simpler ways: on all starts, and on those scikit-learn can make.

    tuned: The trials whose curves tell which cause is the commonest behind each shape.
    """
    told = simpler.commonest((s["shape"], t["cause"]) for t, s in starts(tuned))
    curve = {"the loss curve alone": lambda _, start: told.get(start["shape"], "")}
    doctor = {"the doctor": lambda _, start: (start["said"] or [""])[0]}
    warnings = {"scikit-learn's warnings": lambda trial, _: trial["warned"]}
    ones = [_chosen(trial) for trial in trials if trial["counts"] and trial["warned"] is not None]
    tables = {"beside the loss curve": _beside(trials, doctor | curve)}
    if ones:
        tables["where scikit-learn can make the run"] = _beside(ones, doctor | curve | warnings)
    return tables


def _chosen(trial: Told) -> Told:
    """Return a trial with one of its starts alone."""
    return {**trial, "starts": [trial["starts"][trial["chosen"]]]}


def _beside(trials: Sequence[Told], ways: Mapping[str, Callable[[Told, Told], str]]) -> Rows:
    sick, healthy = ill(trials), well(trials)
    return [
        {
            "who": name,
            "cause right first": _share(seen(sick, lambda t, s, say=say: say(t, s) == t["cause"])),
            "anything said of an ill run": _share(
                seen(sick, lambda t, s, say=say: bool(say(t, s)))
            ),
            "false alarms": _share(seen(healthy, lambda t, s, say=say: bool(say(t, s)))),
        }
        for name, say in ways.items()
    ]


def _share(rights: Seen) -> str:
    count = sum(right for _, right in rights)
    low, high = wilson(count, len(rights))
    return f"{count}/{len(rights)}: {low:.0%} to {high:.0%}"


def times(trials: Sequence[Told]) -> Rows:
    """Return what looking costs, and when a verdict is there: medians and quartiles."""
    sick = ill(trials)
    said = [trial["live"] for trial in sick if trial["live"]["since"] is not None]
    lives = [trial["live"] for trial in trials if trial["counts"]]
    wholes = {
        "updates until the cause is said, live": [one["since"] for one in said],
        "… as a share of the run, %": [100 * one["since"] / max(1, one["updates"]) for one in said],
        "examination after, ill, % of the training": _costs(sick),
        "examination after, healthy, % of the training": _costs(well(trials)),
        "looking on, % of the training": [_live_cost(one) for one in lives],
    }
    return [_quartiles(what, values) for what, values in wholes.items() if values]


def _costs(trials: Sequence[Told]) -> list[float]:
    return [100 * s["examining"] / max(s["training"], 1e-3) for _, s in starts(trials)]


def _live_cost(one: Told) -> float:
    return float(100 * one["looking"] / max(one["training"], 1e-3))


def _quartiles(what: str, values: Sequence[float]) -> dict[str, Any]:
    middle = spread(np.asarray(values, dtype=np.float64))
    between = f"{middle.low:.3g} … {middle.high:.3g}"
    return {"what": what, "median": middle.median, "quartiles": between, "of": len(values)}
