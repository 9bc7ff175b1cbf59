"""Probes measure what they say, and NumPy's own functions agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import glassnet as gn
from glassnet.program.probes import norm

NETWORK = gn.Network(gn.Dense(6), gn.ReLU(), gn.Dense(5), gn.Sigmoid(), gn.Dense(3))
PROBES = (
    gn.GradientNorm(),
    gn.WeightNorm(),
    gn.UpdateRatio(),
    gn.DeadUnits(),
    gn.Saturation(),
    gn.Outputs(),
)


@pytest.fixture(scope="module")
def run():
    """Return a run of a few steps, with every probe declared before it."""
    run = gn.prepare(NETWORK, "iris", epochs=3, dtype="float64", engine="reference", probes=PROBES)
    run.advance(10)
    return run


def test_norms_are_those_of_a_look(run):
    """Gradient and weight norms equal NumPy's of the arrays that a look finds in that step."""
    look = run.look(7)
    for layer in look.layers:
        for name, gradient in layer.gradients.items():
            full = f"{layer.number}.{name}"
            assert run.history[f"gradient_norm/{full}"][7] == pytest.approx(
                np.linalg.norm(gradient), rel=1e-12
            )
            after = look.after.params[full]
            assert run.history[f"weight_norm/{full}"][7] == pytest.approx(
                np.linalg.norm(after), rel=1e-12
            )


def test_the_update_ratio_is_the_move_over_the_size(run):
    """‖Δw‖ / ‖w‖, infinite where a parameter leaves zero."""
    look = run.look(4)
    for name, before in look.before.params.items():
        expected = np.linalg.norm(look.update(name)) / np.linalg.norm(before)
        assert run.history[f"update_ratio/{name}"][4] == pytest.approx(expected, rel=1e-9)
    assert np.isinf(run.history["update_ratio/0.bias"][0])


def test_dead_and_saturated_shares_are_counted(run):
    """Shares equal a count over the layer's own numbers, in a loop."""
    look = run.look(3)
    relu, sigmoid = look.layers[1], look.layers[3]
    dead = sum(all(value <= 0 for value in column) for column in relu.x.T) / relu.x.shape[1]
    assert run.history["dead/1"][3] == pytest.approx(dead)
    flat = [value * (1 - value) < 0.05 for value in sigmoid.y.ravel()]
    assert run.history["saturated/3"][3] == pytest.approx(sum(flat) / len(flat))


def test_outputs_are_described(run):
    """Mean and standard deviation of each layer's outputs equal those of a look."""
    look = run.look(0)
    for layer in look.layers:
        n = layer.number
        assert run.history[f"output_mean/{n}"][0] == pytest.approx(layer.y.mean())
        assert run.history[f"output_deviation/{n}"][0] == pytest.approx(layer.y.std())


def test_a_probe_asked_for_afterwards_tells_the_same(run):
    """What is lived again gives the same numbers, to the last bit; the run stays where it is."""
    told = run.measure(gn.GradientNorm(), gn.Saturation(), start=2, stop=9)
    for name, values in told.items():
        np.testing.assert_array_equal(values, run.history[name][2:9])
    assert run.step == 10


def test_a_measure_beyond_the_record_is_refused(run):
    """The sentence names what is recorded and what was asked."""
    with pytest.raises(gn.UsageError, match=r"0 … 10 are recorded, got 5 … 11"):
        run.measure(gn.GradientNorm(), start=5, stop=11)


def test_probes_change_nothing(run):
    """A run without probes has the same bits."""
    plain = gn.prepare(NETWORK, "iris", epochs=3, dtype="float64", engine="reference")
    plain.advance(10)
    assert plain.state.digest() == run.state.digest()
    assert list(plain.history) == ["loss", "learning_rate"]


def test_both_engines_measure_alike():
    """The columns of NumPy and XLA agree within rounding, in any order."""
    settings = {"epochs": 3, "dtype": "float64", "probes": PROBES}
    runs = [gn.prepare(NETWORK, "iris", engine=name, **settings) for name in ("reference", "xla")]
    for run in runs:
        run.advance(8)
    assert set(runs[0].history) == set(runs[1].history)
    for name in runs[0].history:
        np.testing.assert_allclose(
            runs[1].history[name], runs[0].history[name], rtol=1e-9, atol=1e-15
        )


def test_norm_of_nothing_and_of_a_known_triangle():
    """√(3² + 4²) is 5, and nothing has no length."""
    assert norm(np, np.array([[3.0], [4.0]])) == 5.0
    assert norm(np, np.zeros(0)) == 0.0


def test_a_saturation_probe_is_a_description():
    """Two with the same threshold are one; another threshold is another."""
    assert gn.Saturation() == gn.Saturation(0.05)
    assert replace(gn.Saturation(), slope=0.1) != gn.Saturation()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1e-20, 1.0, 1e20, 1e30])
def test_no_length_overflows_that_the_dtype_holds(dtype, scale):
    """The squares of 1e20 are beyond float32, and those of 1e-30 nothing; their root is neither."""
    found = norm(np, np.array([3.0 * scale, -4.0 * scale], dtype))
    assert found == pytest.approx(5.0 * scale, rel=1e-6)
    assert found.dtype == dtype


def test_activations_within_layers_are_measured_too():
    """Those in a residual block or a network within count as they would alone, by their place."""
    flat = gn.Network(gn.Dense(6), gn.ReLU(), gn.Dense(6), gn.Sigmoid(), gn.Dense(3))
    within = gn.Network(gn.Network(*flat.layers[:3], gn.Network(gn.Sigmoid())), gn.Dense(3))
    settings = {"epochs": 1, "dtype": "float64", "engine": "reference"}
    runs = [
        gn.prepare(net, "iris", probes=(gn.DeadUnits(), gn.Saturation()), **settings)
        for net in (flat, within, gn.Network(gn.Residual(gn.Tanh()), gn.Dense(3)))
    ]
    for run in runs:
        run.advance(3)
    one, other, residual = (run.history for run in runs)
    for name in ("dead", "saturated"):
        np.testing.assert_array_equal(one[f"{name}/1"], other[f"{name}/0.1"])
        np.testing.assert_array_equal(one[f"{name}/3"], other[f"{name}/0.3.0"])
    layer = runs[2].look(1).layers[0]
    assert residual["saturated/0.0"][1] == np.mean(1 - np.tanh(layer.x) ** 2 < 0.05)
