"""What XLA compiles: the learning step in a loop, and the network forward."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol, cast

import jax
import jax.numpy as jnp

from glassnet.engines.xla_compiled import is_tiny
from glassnet.engines.xla_maps import on_turned_maps
from glassnet.ground.arrays import Array
from glassnet.program.batches import Batch, Plan
from glassnet.program.held_out import JUDGED, judge
from glassnet.program.probes import Probe, tell
from glassnet.program.state import State
from glassnet.program.step import Dials, Program, evaluate, learn, predict
from glassnet.program.targets import Targets

Told = dict[str, Array]
Carry = tuple[State, Array]  # a state, and the columns that were told on the way to it
Turn = Callable[[Array, Carry], Carry]
Judging = Callable[[Array, State, Array], Array]  # after a step, into the columns


class Feed(NamedTuple):
    """Where the rows of a step come from.

    `order` (epochs, rows) tells in which order each epoch sees the rows of `data`; it begins
    `skipped` steps into an epoch. By the rows `held_out` each epoch is judged at its end.
    """

    data: Batch
    order: Array
    skipped: Array
    held_out: Batch | None = None

    def batch(self, cut: Plan, step: Array, rows: int) -> Batch:
        """Return the `rows` rows of the update number `step`."""
        at = (step - self.skipped) * cut.batch_size
        if missing := -cut.rows % cut.batch_size:  # rows in the last batch of each epoch
            at -= jax.lax.div(step, jnp.int32(cut.steps_per_epoch)) * missing  # no sign to look at
        # Rows are never negative nor too large: without that promise each would be looked at.
        sure = {"allow_negative_indices": False}
        chosen = jax.lax.dynamic_slice(self.order.reshape(-1), (at,), (rows,), **sure)

        def taken(array: Array) -> Array:
            rows = array.at[chosen]
            return rows.get(mode="promise_in_bounds", wrap_negative_indices=False)

        return cast("Batch", jax.tree.map(taken, self.data))


class Blocks(NamedTuple):
    """Rows that lie in the order in which steps see them: arrays (steps, batch, …).

    `first` is the number of the step that the first of them is for.
    """

    data: Batch
    first: Array

    def batch(self, cut: Plan, step: Array, rows: int) -> Batch:
        """Return the `rows` rows of the update number `step`."""

        def taken(array: Array) -> Array:
            return jax.lax.dynamic_index_in_dim(array, step - self.first, keepdims=False)[:rows]

        return cast("Batch", jax.tree.map(taken, self.data))


class Layout(Protocol):
    """Where arrays lie while a program runs: a grid of devices, of which this module knows none."""

    def spread(self, batch: Batch) -> Batch:
        """Say where the rows of a step lie."""

    def settle(self, state: State) -> State:
        """Say where a state lies."""


def precision(program: Program) -> Any:
    """Return a context in which JAX has the run's dtype; its process-wide switch stays."""
    return jax.enable_x64(program.experiment.dtype == "float64")


def update(
    program: Program, probes: tuple[Probe, ...], rows: int, layout: Layout | None = None
) -> Callable[[State, Feed | Blocks, Dials, Array], tuple[State, Told]]:
    """Return the function that makes the update number `step`, from so many `rows`."""
    cut = program.plan
    # Rows that lie on several devices must stay the first axis.
    quick = on_turned_maps(program, rows) if layout is None else program

    def one(state: State, feed: Feed | Blocks, dials: Dials, step: Array) -> tuple[State, Told]:
        batch = feed.batch(cut, step, rows)
        if layout is not None:
            batch = layout.spread(batch)
        after, facts = learn(jnp, quick, state, batch, dials)
        if layout is not None:
            after = layout.settle(after)
        return after, tell(jnp, program, probes, state, facts, after)

    return one


def advance(
    program: Program,
    capacity: int,
    probes: tuple[Probe, ...] = (),
    layout: Layout | None = None,
    targets: Targets | None = None,
) -> Callable[..., tuple[State, Told]]:
    """Return the function that makes `steps` updates, up to `capacity`, from number `first` on.

    The number of turns of its loop is an argument, so that no length ever compiles again. With
    `targets` every epoch is judged by the rows held out.
    """
    cut = program.plan
    whole = update(program, probes, cut.batch_size, layout)
    rest = update(program, probes, cut.rest, layout)

    def run(
        state: State, feed: Feed | Blocks, dials: Dials, first: Array, steps: Array
    ) -> tuple[State, Told]:
        def turn(one: Callable[..., tuple[State, Told]], step: Array, carry: Carry) -> Carry:
            state, columns = carry
            now = state._replace(step=begin + step.astype(begin.dtype))
            state, told = one(now, feed, dials, step)
            row = jnp.stack([told[name] for name in names])[None]
            columns = jax.lax.dynamic_update_slice(columns, row, (step - first, jnp.int32(0)))
            return state._replace(step=None), columns

        names = tuple(jax.eval_shape(whole, state, feed, dials, first)[1])
        all_names, judging = names, None
        if targets is not None and isinstance(feed, Feed) and feed.held_out is not None:
            judging = _judging(program, targets, feed.held_out, (first, jnp.int32(len(names))))
            all_names += JUDGED
        columns = jnp.full((capacity, len(all_names)), jnp.nan, dtype=dials.learning_rate.dtype)
        walk = _walk(cut, partial(turn, whole), partial(turn, rest), judging)
        # The loop counts already; a second counter would be one more thing to do in each turn.
        begin = state.step - first.astype(state.step.dtype)
        state, columns = walk(first, first + steps, (state._replace(step=None), columns))
        state = state._replace(step=begin + (first + steps).astype(begin.dtype))
        if layout is not None:
            state = layout.settle(state)
        return state, {name: columns[:, place] for place, name in enumerate(all_names)}

    return run


def _judging(
    program: Program, targets: Targets, held_out: Batch, place: tuple[Array, Array]
) -> Judging:
    """Return what judges the network after a step, and writes it from that `place` on."""
    first, column = place

    def judging(step: Array, state: State, columns: Array) -> Array:
        found = jnp.stack(judge(jnp, program, state, targets, held_out))[None]
        return jax.lax.dynamic_update_slice(columns, found, (step - first, column))

    return judging


def _walk(
    cut: Plan, whole: Turn, rest: Turn, judging: Judging | None
) -> Callable[[Array, Array, Carry], Carry]:
    """Return the loop over the steps from `first` to before `last`, judged after each epoch.

    The last batch of an epoch may have another shape. A loop of its own for it, of one turn, spares
    the others a choice, for which XLA would copy the whole state at each step.
    """
    per_epoch = cut.steps_per_epoch

    def loop(first: Array, last: Array, turn: Turn, carry: Carry) -> Carry:
        return cast("Carry", jax.lax.fori_loop(first, last, turn, carry))

    def epoch(first: Array, last: Array, number: Array, carry: Carry) -> Carry:
        begin, end = number * per_epoch, (number + 1) * per_epoch
        full = end - (cut.rest > 0)
        carry = loop(jnp.maximum(first, begin), jnp.minimum(last, full), whole, carry)
        if cut.rest:
            carry = loop(jnp.maximum(first, full), jnp.minimum(last, end), rest, carry)
        if judging is None:
            return carry
        state, columns = carry
        # No loop of one turn: what does not change in its turns would be computed without any.
        judged = partial(judging, end - 1, state)
        return state, jax.lax.cond(last >= end, judged, lambda told: told, columns)

    def walk(first: Array, last: Array, carry: Carry) -> Carry:
        if cut.rest == 0 and judging is None:
            return loop(first, last, whole, carry)
        return loop(first // per_epoch, -(-last // per_epoch), partial(epoch, first, last), carry)

    return walk


def forward(program: Program) -> Callable[[State, Array], Array]:
    """Return the function that runs the network forward."""
    return lambda state, x: predict(jnp, program, state, x)


def advance_one(
    program: Program,
    capacity: int,
    probes: tuple[Probe, ...],
    layout: Layout | None = None,
    targets: Targets | None = None,
) -> Any:
    """Return `advance` for one run; the state given is used up."""
    return jax.jit(advance(program, capacity, probes, layout, targets), donate_argnums=0)


def advance_many(program: Program, capacity: int) -> Any:
    """Return `advance` for many starts at once: states, orders and dials have them first.

    Tiny networks take turns: in one piece each is faster than a sliver of every kernel of all.
    """
    one = advance(program, capacity)

    def run(
        states: State, feed: Feed, dials: Dials, first: Array, steps: Array
    ) -> tuple[State, Told]:
        def start(state: State, order: Array, own: Dials) -> tuple[State, Told]:
            return one(state, feed._replace(order=order), own, first, steps)

        each = (states, feed.order, dials)
        if is_tiny(program):
            return cast("tuple[State, Told]", jax.lax.map(lambda of: start(*of), each))
        return jax.vmap(start)(*each)

    return jax.jit(run, donate_argnums=0)


def forward_one(program: Program) -> Any:
    """Return `forward` for one run."""
    return jax.jit(forward(program))


def evaluate_many(program: Program) -> Any:
    """Return `evaluate` for many starts at once, on the same rows."""
    return jax.jit(jax.vmap(partial(evaluate, jnp, program), in_axes=(0, None)))


def forward_many(program: Program) -> Any:
    """Return `forward` for many starts at once, on the same rows."""
    return jax.jit(jax.vmap(forward(program), in_axes=(0, None)))
