"""One learning step, against numbers calculated by hand."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.activations import ReLU
from glassnet.nn.adam import Adam
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.optimizers import SGD
from glassnet.nn.schedules import Plateau
from glassnet.nn.smooth_schedules import Polynomial
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.layout import initial_state
from glassnet.program.state import State
from glassnet.program.step import Program, learn, predict

# x = (1, 2), h = ReLU(x W + b) = ReLU(0.7, −0.5) = (0.7, 0), p = h V + c = 0.35 + 0.1 = 0.45.
# With y = 1: L = (p − y)² = 0.3025 and dp = 2 (p − y) = −1.1, hence
# dV = h dp, dc = dp, dh = dp V = (−0.55, 0.66), dz = (−0.55, 0), dW = xᵀ dz, db = dz.
BATCH = Batch(np.array([[1.0, 2.0]]), np.array([[1.0]]))
W, B = np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([0.0, 0.1])
V, C = np.array([[0.5], [-0.6]]), np.array([0.1])
GRADIENTS = {
    "0.weights": np.array([[-0.55, 0.0], [-1.1, 0.0]]),
    "0.bias": np.array([-0.55, 0.0]),
    "2.weights": np.array([[-0.77], [0.0]]),
    "2.bias": np.array([-1.1]),
}


def program_of(network=None, rows=1, input_shape=(2,), **fields):
    """Return a program in float64 with the experiment's `fields`."""
    network = network or Network(Dense(2), ReLU(), Dense(1))
    fields = {"optimizer": SGD(), "dtype": "float64", "batch_size": None, **fields}
    return Program(Experiment(network, MSE(), **fields), rows, input_shape)


def step(at=0, **fields):
    """Make one step with η = 0.1 from the parameters above; return the state and the facts."""
    params = {"0.weights": W, "0.bias": B, "2.weights": V, "2.bias": C}
    state = State(np.asarray(at, np.uint32), params, {name: {} for name in params}, {})
    program = program_of(**fields)
    return learn(np, program, state, BATCH, program.dials(0.1))


def assert_close(found, expected):
    """Compare arrays by name."""
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-12, atol=1e-15)


def test_a_step_by_hand():
    """Prediction, loss, gradients and new parameters of the network above are those by hand."""
    state, facts = step()
    np.testing.assert_allclose(facts.prediction, [[0.45]], rtol=1e-12)
    np.testing.assert_allclose(facts.loss, 0.3025, rtol=1e-12)
    assert_close(facts.gradients, GRADIENTS)
    assert_close(facts.applied, GRADIENTS)
    assert facts.learning_rate == 0.1
    assert state.step == 1
    assert_close(
        state.params,
        {
            "0.weights": np.array([[0.155, 0.2], [0.41, -0.4]]),
            "0.bias": np.array([0.055, 0.1]),
            "2.weights": np.array([[0.577], [-0.6]]),
            "2.bias": np.array([0.21]),
        },
    )


def test_l2_adds_the_weights():
    """l2 = 0.5 adds half of each weight to its gradient, and nothing to biases."""
    _, facts = step(l2=0.5)
    assert_close(facts.gradients, GRADIENTS)
    weights = {
        "0.weights": np.array([[-0.5, 0.1], [-0.95, -0.2]]),
        "2.weights": np.array([[-0.52], [-0.3]]),
    }
    assert_close(facts.applied, GRADIENTS | weights)


def test_l1_adds_the_signs():
    """l1 = 0.5 adds half of each weight's sign to its gradient, and nothing to biases."""
    _, facts = step(l1=0.5)
    weights = {
        "0.weights": np.array([[-0.05, 0.5], [-0.6, -0.5]]),
        "2.weights": np.array([[-0.27], [-0.5]]),
    }
    assert_close(facts.applied, GRADIENTS | weights)


def test_weight_decay_shrinks_beside_the_gradient():
    """weight_decay = 0.5 takes η λ = 5 % of each weight, whatever the gradient; not of biases."""
    plain, _ = step()
    decayed, facts = step(weight_decay=0.5)
    assert_close(facts.applied, GRADIENTS)
    weights = {
        "0.weights": np.array([[0.15, 0.19], [0.395, -0.38]]),
        "2.weights": np.array([[0.552], [-0.57]]),
    }
    assert_close(decayed.params, plain.params | weights)


def test_clip_value_cuts_each_number():
    """clip_value = 0.6 cuts what lies beyond ±0.6."""
    _, facts = step(clip_value=0.6)
    assert_close(facts.gradients, GRADIENTS)
    cut = {
        "0.weights": np.array([[-0.55, 0.0], [-0.6, 0.0]]),
        "2.weights": np.array([[-0.6], [0.0]]),
        "2.bias": np.array([-0.6]),
    }
    assert_close(facts.applied, GRADIENTS | cut)


def test_clip_norm_shortens_all_together():
    """‖g‖² = 0.3025 + 1.21 + 0.3025 + 0.5929 + 1.21 = 3.6179; clipped to 1, each shrinks alike."""
    _, facts = step(clip_norm=1.0)
    for name, gradient in GRADIENTS.items():
        np.testing.assert_allclose(facts.applied[name], gradient / 3.6179**0.5, rtol=1e-5)
    _, facts = step(clip_norm=2.0)
    assert_close(facts.applied, GRADIENTS)


def test_penalties_come_before_clipping_and_values_before_norms():
    """l2, then clip_value, then clip_norm: −1.1 + 0.05 is cut at −1, and then shortened."""
    _, facts = step(l2=1 / 6, clip_value=1.0, clip_norm=1e9)
    weights = {
        "0.weights": np.array([[-0.55 + 0.1 / 6, 0.2 / 6], [-1.0, -0.4 / 6]]),
        "2.weights": np.array([[-0.77 + 0.5 / 6], [-0.1]]),
        "2.bias": np.array([-1.0]),
    }
    assert_close(facts.applied, GRADIENTS | weights)
    _, facts = step(clip_value=0.1, clip_norm=0.2)
    # Five numbers of 0.1 have the norm 0.1 √5 = 0.2236, which is shortened to 0.2.
    assert sum(np.sum(g**2) for g in facts.applied.values()) == pytest.approx(0.04, rel=1e-4)


def test_a_schedule_multiplies_the_rate():
    """A straight line over 4 steps has ¾ of the rate at step 1, and the update follows it."""
    fields = {"schedule": Polynomial(), "epochs": 4}
    assert program_of(**fields).total_steps == 4
    state, facts = step(at=1, **fields)
    assert facts.learning_rate == pytest.approx(0.075)
    np.testing.assert_allclose(state.params["2.bias"], 0.1 + 0.075 * 1.1, rtol=1e-12)


def test_a_plateau_is_left_to_the_run():
    """A step knows no validation loss, so a plateau does not change its rate."""
    _, facts = step(at=1000, schedule=Plateau())
    assert facts.learning_rate == 0.1


def test_the_optimizer_counts_from_one():
    """Adam's first step has the length η along each number, which only t = 1 gives."""
    program = program_of(optimizer=Adam())
    before = initial_state(program.experiment, (2,))
    after, facts = learn(np, program, before, BATCH, program.dials(0.1))
    for name, gradient in facts.gradients.items():
        moved = after.params[name] - before.params[name]
        np.testing.assert_allclose(moved, -0.1 * np.sign(gradient), atol=1e-6)
    assert set(after.slots["0.weights"]) == set(before.slots["0.weights"])


def test_weights_of_rows_count():
    """A row of weight 0 might not be there."""
    twice = Batch(
        np.array([[1.0, 2.0], [5.0, 5.0]]), np.array([[1.0], [9.0]]), np.array([3.0, 0.0])
    )
    program = program_of(rows=2)
    state = initial_state(program.experiment, (2,))
    one, _ = learn(np, program, state, BATCH, program.dials(0.1))
    two, _ = learn(np, program, state, twice, program.dials(0.1))
    assert_close(two.params, one.params)


def rich_program():
    """Return a program with everything that has randomness, slots or memory."""
    network = Network(Dense(8), BatchNorm(), ReLU(), Dropout(0.5), Dense(1))
    return program_of(network, rows=6, optimizer=Adam(), seed=3)


def six_rows():
    """Return a batch of six rows."""
    x = np.random.default_rng(0).normal(size=(6, 2))
    return Batch(x, x[:, :1] - x[:, 1:])


def test_a_step_is_a_pure_function():
    """The same state gives the same step, and is as it was before."""
    program, batch = rich_program(), six_rows()
    state = initial_state(program.experiment, (2,))
    before = state.digest()
    first, _ = learn(np, program, state, batch, program.dials(0.1))
    again, _ = learn(np, program, state, batch, program.dials(0.1))
    assert first.digest() == again.digest() != before
    assert state.digest() == before


def test_randomness_belongs_to_the_step_and_the_seed():
    """Masks differ from step to step and from seed to seed, and not otherwise."""
    batch = six_rows()

    def prediction(at, seed):
        program = program_of(rich_program().experiment.network, rows=6, seed=seed)
        state = initial_state(rich_program().experiment, (2,))._replace(step=np.uint32(at))
        return learn(np, program, state, batch, program.dials(0.1))[1].prediction

    assert np.array_equal(prediction(4, 3), prediction(4, 3))
    assert not np.array_equal(prediction(4, 3), prediction(5, 3))
    assert not np.array_equal(prediction(4, 3), prediction(4, 9))


def test_memory_moves_in_training_only():
    """A step updates what batch normalization remembers; predicting does not, and needs no key."""
    program, batch = rich_program(), six_rows()
    state = initial_state(program.experiment, (2,))
    after, _ = learn(np, program, state, batch, program.dials(0.1))
    assert after.memory.keys() == state.memory.keys()
    assert any(not np.array_equal(after.memory[name], state.memory[name]) for name in state.memory)
    digest = after.digest()
    first = predict(np, program, after, batch.x)
    alone = predict(np, program, after, batch.x[:1])
    np.testing.assert_allclose(alone, first[:1], rtol=1e-12)
    assert after.digest() == digest


def test_the_dtype_stays():
    """In float32 everything stays float32."""
    network = Network(Dense(8), BatchNorm(), ReLU(), Dropout(0.5), Dense(1))
    program = program_of(network, rows=6, dtype="float32", optimizer=Adam(), l2=0.1, clip_norm=1.0)
    x, y, _ = six_rows()
    batch = Batch(x.astype(np.float32), y.astype(np.float32))
    state = initial_state(program.experiment, (2,))
    after, _ = learn(np, program, state, batch, program.dials(0.1))
    dtypes = {name: array.dtype for name, array in after.flat().items()}
    assert dtypes.pop("step") == np.uint32
    assert set(dtypes.values()) == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("rows", "batch_size", "epochs", "steps"),
    [(10, 4, 3, 9), (8, 4, 3, 6), (10, None, 3, 3), (1, 1, 5, 5), (7, 7, 0, 0)],
)
def test_total_steps(rows, batch_size, epochs, steps):
    """Epochs times the batches of an epoch, the last and smaller one included."""
    assert program_of(rows=rows, batch_size=batch_size, epochs=epochs).total_steps == steps


def test_equal_programs_are_one_key():
    """Two equal programs have one hash, also after their plan was asked for."""
    assert program_of() == program_of()
    assert program_of().total_steps == 100
    assert hash(program_of()) == hash(program_of())
    assert program_of() != program_of(rows=2)


def test_dials_carry_what_compiled_programs_share_without():
    """A step of the shared program, with the dials of one's own, is one's own step to the bit."""
    program, batch = rich_program(), six_rows()
    state = initial_state(program.experiment, (2,))
    own, facts = learn(np, program, state, batch, program.dials())
    shared, _ = learn(np, program.shared, state, batch, program.dials())
    assert own.digest() == shared.digest()
    assert facts.learning_rate == program.experiment.learning_rate


def test_programs_share_what_only_dials_tell_apart():
    """Seeds, rates, lengths, strengths compile alike; another optimizer or number of rows not."""
    shared = program_of().shared
    for fields in ({"seed": 9}, {"learning_rate": 0.5}, {"engine": "xla"}, {"epochs": 3}):
        assert program_of(**fields).shared == shared
    for name in ("l1", "l2", "weight_decay"):
        assert program_of(**{name: 0.1}).shared == program_of(**{name: 0.2}).shared != shared
    for fields in ({"optimizer": Adam()}, {"l2": 0.1}, {"rows": 2}):
        assert program_of(**fields).shared != shared


def test_the_length_of_a_run_is_part_of_a_planned_rate():
    """A schedule that follows a plan divides by the steps in all, so these compile apart."""
    one, other = (program_of(schedule=Polynomial(), epochs=epochs).shared for epochs in (3, 4))
    assert one != other
