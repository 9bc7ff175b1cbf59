"""What is measured of a step is what the run's own probes measure in it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.program.probes import DeadUnits, GradientNorm, Outputs, Saturation, UpdateRatio
from glassnet.tui.drawing.vitals import vitals
from tests.tui.sights import digits_run, iris_run, maps_run, mixed_run, xor_run


@pytest.mark.parametrize("run", [xor_run, iris_run, digits_run, maps_run])
def test_they_are_what_the_probes_tell_of_the_run(run):
    """The step, lived again by the engine under the probes, gives the same numbers."""
    made = run()
    step = made.step - 1
    probes = (GradientNorm(), UpdateRatio(), DeadUnits(), Saturation(), Outputs())
    told = {name: float(values[0]) for name, values in made.measure(
        *probes, start=step, stop=step + 1).items()}  # fmt: skip
    for layer in vitals(made.look(step)):
        k = layer.number
        norms = [value for name, value in told.items() if name.startswith(f"gradient_norm/{k}.")]
        assert (layer.gradient is None) == (not norms)
        if norms:
            assert layer.gradient == pytest.approx(math.sqrt(sum(n * n for n in norms)), rel=1e-5)
            assert layer.ratio == pytest.approx(told[f"update_ratio/{k}.weights"], rel=1e-5)
        assert layer.dead == told.get(f"dead/{k}")
        if layer.saturated is not None:
            assert layer.saturated == told[f"saturated/{k}"]
        assert layer.mean == pytest.approx(told[f"output_mean/{k}"], rel=1e-5)
        assert layer.deviation == pytest.approx(told[f"output_deviation/{k}"], rel=1e-5)


def test_only_a_bounded_activation_is_saturated():
    """A sigmoid has two flat ends; a ReLU is flat for half of its values, as it should be."""
    assert [each.saturated is not None for each in vitals(xor_run().look())] == [
        False, True, False, True,
    ]  # fmt: skip
    assert all(each.saturated is None for each in vitals(digits_run().look()))


def test_layers_inside_layers_count_for_their_layer():
    """What a residual and a network learn is measured together, normalizations not as weights."""
    found = vitals(mixed_run().look())
    look = mixed_run().look()
    inner = [look.layers[5].gradients[name] for name in look.layers[5].gradients]
    assert found[5].gradient == pytest.approx(
        math.sqrt(sum(float(np.sum(np.square(g, dtype=np.float64))) for g in inner)), rel=1e-5
    )
    assert found[2].ratio is None
    assert found[3].ratio is not None
