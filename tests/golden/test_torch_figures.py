"""What PyTorch computed is what glassnet computes: from a file, and live where torch is there."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from glassnet.nn import gradients
from glassnet.nn.layer import Context
from glassnet.program.description import build

HERE = Path(__file__).parent
TOLERANCE = 1e-12


def stored():
    """Return the cases of the file: what each is, and its arrays."""
    with np.load(HERE / "torch_figures.npz") as file:
        about = json.loads(str(file["about"]))
        held = [{} for _ in about["cases"]]
        for name in set(file.files) - {"about"}:
            number, _, rest = name.partition("/")
            held[int(number)][rest] = file[name]
    return list(zip(about["cases"], held, strict=True))


def names(cases):
    """Return what a report calls the cases."""
    words = ("layer", "name", "way")
    things = [next(about["thing"][w] for w in words if w in about["thing"]) for about, _ in cases]
    return [f"{number}-{thing}" for number, thing in enumerate(things)]


def part(arrays, prefix):
    """Return the arrays whose names begin with `prefix`, without it."""
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}


def near(found, wanted):
    """Hold `found` against `wanted`, relative to each number, or to 1 where it is smaller."""
    np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE)


def check_layer(thing, arrays):
    """Forward, and the gradients by the input and every parameter."""
    layer, params = build("layer", thing, "layer"), part(arrays, "param/")
    y, saved = layer.forward(np, params, arrays["x"], Context(training=True))
    dx, found = layer.backward(np, params, saved, arrays["dy"])
    near(y, arrays["y"])
    near(dx, arrays["dx"])
    assert found.keys() == part(arrays, "gradient/").keys()
    for name, gradient in part(arrays, "gradient/").items():
        near(found[name], gradient)


def check_batch_norm(thing, arrays):
    """Three training batches, what is remembered of them, and prediction with that."""
    layer, params = build("layer", thing, "layer"), part(arrays, "param/")
    memory = layer.memory(arrays["dy"].shape[1:])
    for x in arrays["xs"]:
        y, saved = layer.forward(np, params, x, Context(training=True, memory=memory))
        memory = layer.remember(np, memory, saved)
    dx, found = layer.backward(np, params, saved, arrays["dy"])
    for name in ("mean", "variance"):
        near(memory[name], arrays[name])
    for name, gradient in part(arrays, "gradient/").items():
        near(found[name], gradient)
    near(y, arrays["y"])
    near(dx, arrays["dx"])
    y, saved = layer.forward(np, params, arrays["xs"][0], Context(memory=memory))
    near(y, arrays["later/y"])
    near(layer.backward(np, params, saved, arrays["dy"])[0], arrays["later/dx"])


def check_loss(thing, arrays):
    """The reduced loss and its gradient."""
    loss = build("loss", thing, "loss")
    value, gradient = loss.value_and_gradient(np, arrays["prediction"], arrays["target"])
    near(value, arrays["value"])
    near(gradient, arrays["gradient"])


def check_optimizer(thing, arrays):
    """The parameter after each of ten updates; "l2" is added to the gradient before."""
    l2 = thing.get("l2", 0.0)
    described = {name: value for name, value in thing.items() if name != "l2"}
    optimizer, p = build("optimizer", described, "optimizer"), arrays["start"]
    slots = optimizer.start(np, p)
    for count, gradient in enumerate(arrays["gradients"], start=1):
        pushed = gradients.add_l2(np, gradient, p, l2)
        step = np.asarray(float(count))
        p, slots = optimizer.update(np, step, pushed, slots, p, np.asarray(0.05))
        near(p, arrays["path"][count - 1])


def check_clipping(thing, arrays):
    """Both gradients after they were bounded together."""
    clip = getattr(gradients, f"clip_by_{thing['way']}")
    found = clip(np, part(arrays, "before/"), thing["limit"])
    for name, wanted in part(arrays, "after/").items():
        near(found[name], wanted)


def check_schedule(thing, arrays):
    """The factor at every step of the run."""
    schedule, total = build("schedule", thing, "schedule"), len(arrays["factors"])
    near([schedule.factor(np, np.asarray(t * 1.0), total) for t in range(total)], arrays["factors"])


def check_plateau(thing, arrays):
    """The factor after each validation loss."""
    plateau = build("schedule", thing, "schedule")
    state, factors = plateau.start(), []
    for loss in arrays["losses"]:
        state = plateau.react(state, float(loss))
        factors.append(state.factor)
    near(factors, arrays["factors"])
    assert factors[-1] < 1.0, "the losses never made the rate fall"


def check(about, arrays):
    """Hold glassnet against one case."""
    globals()[f"check_{about['kind'].replace(' ', '_')}"](about["thing"], arrays)


STORED = stored()


@pytest.mark.parametrize("about, arrays", STORED, ids=names(STORED))
def test_what_pytorch_computed(about, arrays):
    """Each stored figure of PyTorch is met to twelve digits."""
    check(about, arrays)


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("seed", range(1, 6))
def test_what_pytorch_computes_now(seed, monkeypatch):
    """Where PyTorch is installed, fresh random cases are computed by both and compared."""
    pytest.importorskip("torch")
    monkeypatch.syspath_prepend(HERE)
    for about, arrays in importlib.import_module("make_torch_figures").figures(seed):
        check(about, arrays)
