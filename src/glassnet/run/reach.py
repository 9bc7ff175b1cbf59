"""Which steps a run can go to, look into or part at; any other is refused with its number."""

from __future__ import annotations

from glassnet.ground.errors import UsageError


def require_reachable(step: int, last: int, per_epoch: int) -> int:
    """Return `step`, which a run with the `last` step can go to, if it is one."""
    if step < 0:
        raise UsageError(f"a run begins at step 0, so there is no step {step} to go to.")
    if step > last:
        raise UsageError(
            f"the last step is {last:,}, so there is no step {step:,} to go to; "
            f"fork(epochs={-(-step // per_epoch)}) makes a run that goes on."
        )
    return step


def require_forward(steps: int) -> None:
    """Refuse to advance by less than no step."""
    if steps < 0:
        raise UsageError(f"a run advances by 0 steps or more, got {steps}; use back({-steps}).")


def require_made(step: int, recorded: int, doing: str) -> int:
    """Return `step` if it is one of those that are recorded, or the present one."""
    if not 0 <= step <= recorded:
        raise UsageError(f"{doing} the steps 0 … {recorded}, got {step}.")
    return step


def require_span(start: int, stop: int, recorded: int) -> None:
    """Refuse updates `start` … `stop` that are not all recorded, or none at all."""
    if not 0 <= start < stop <= recorded:
        raise UsageError(f"updates 0 … {recorded} are recorded, got {start} … {stop}.")
