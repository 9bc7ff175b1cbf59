"""Where arrays are inside an object."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from glassnet.lab.codecheck import reaching


def test_arrays_are_found_reached_and_put():
    """Attributes of objects in lists; whole numbers are no parameters."""
    thing = SimpleNamespace(
        size=3, layers=[SimpleNamespace(W=np.ones(2)), SimpleNamespace(b=[0.5])]
    )
    places = {reaching.named(path): path for path, _ in reaching.held(thing)}
    assert list(places) == ["layers[0].W", "layers[1].b"]
    reaching.put(thing, places["layers[1].b"], [0.25])
    assert reaching.get(thing, places["layers[1].b"]) == [0.25]


def test_gradients_stand_beside_or_in_a_dict_or_are_returned():
    """dW beside W, grads["W"], {"dW": …}, and dweights[1] for weights[1]."""
    thing = SimpleNamespace(W=1.0, dW=2.0, V=1.0, grads={"V": 3.0}, weights=[1, 1], dweights=[4, 5])
    assert reaching.gradient(thing, None, ("W",), "W") == 2.0
    assert reaching.gradient(thing, None, ("V",), "V") == 3.0
    assert reaching.gradient(thing, {"dU": 6.0}, ("U",), "U") == 6.0
    assert reaching.gradient(thing, None, ("weights", 1), "weights[1]") == 5
    assert reaching.gradient(thing, None, ("Z",), "Z") is None
