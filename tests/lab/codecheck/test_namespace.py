"""What plays which role in a file."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.codecheck.deciding import decide
from glassnet.lab.codecheck.inside import executed
from glassnet.lab.codecheck.namespace import marks, problem_of

NAMED = (
    "params = {'w': [1.0, 2.0]}\ndef loss(params): return params['w'][0] ** 2 + params['w'][1]\n"
)
SHAPES = {
    "gradients": NAMED + "def gradients(params): return {'w': [2 * params['w'][0], 1.0]}",
    "step": NAMED
    + "def train_step(params):\n w = params['w']\n return {'w': [w[0] - .2 * w[0], w[1] - .1]}",
    "arguments": "w, b = 1.5, 0.5\ndef loss(w, b): return w * w * b\n"
    "def gradients(w, b): return 2 * w * b, w * w",
    "globals": "w = 1.5\ndef loss(): return w ** 2\n"
    "def train_step():\n global w\n w = w - 0.1 * 2 * w",
    "marked": "# glassnet: params\nstart = [1.5]\n# glassnet: loss\ndef a(q): return q[0] ** 3\n"
    "def b(q): return [3 * q[0] ** 2]  # glassnet: gradients",
    "function of params": "def params(): return [1.5]\ndef loss(params): return params[0] ** 3\n"
    "def gradients(params): return [3 * params[0] ** 2]",
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_code_is_understood(name):
    """Right code of each shape is found right."""
    found = decide(problem_of(executed("x.py", SHAPES[name]), SHAPES[name]))
    assert found.ok, str(found)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a = 1", "no function gradients or train_step"),
        ("def gradients(params): return params\nparams = [1.0]", "no function loss"),
        ("def loss(): return 1\ndef gradients(): return 1", "no params"),
        ("class Net:\n def __init__(self, n): pass\n def backward(self): pass", "network = Net("),
    ],
)
def test_what_is_missing_is_told_with_what_to_add(source, told):
    """The sentence names it."""
    with pytest.raises(UsageError, match=None) as error:
        problem_of(executed("x.py", source), source)
    assert told in str(error.value)


def test_a_mark_of_no_role_is_refused():
    """With the roles there are."""
    with pytest.raises(UsageError, match='Did you mean "loss"'):
        marks("# glassnet: los\ndef f(): pass")
