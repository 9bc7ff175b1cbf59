"""A reader of the blackboard who knows arithmetic, and nothing of the program that wrote it."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

import numpy as np
import pytest

from glassnet.nn.activations import Sigmoid
from glassnet.nn.dense import Dense
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.run.run import Run
from glassnet.run.training import prepare

HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
POWER_OF_TEN = re.compile(r"×10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)")
EXPONENT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
KNOWN = {
    "sigma": lambda x: 0.5 + 0.5 * math.tanh(0.5 * x),
    "Phi": lambda x: 0.5 + 0.5 * math.erf(x / 2**0.5),
    "phi": lambda x: math.exp(-(x**2) / 2) / (2 * math.pi) ** 0.5,
    "sign": lambda x: float(np.sign(x)),
    "step": lambda x: 1.0 if x >= 0 else 0.0,
    **{name: getattr(math, name) for name in ("tanh", "exp", "log", "sqrt")},
    "max": max,
    "min": min,
    "abs": abs,
}
WORDS = {"e^(": "exp(", "√(": "sqrt(", "σ(": "sigma(", "Φ(": "Phi(", "φ(": "phi("}
SIGNS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


def read(text: str) -> float:
    """Return what printed arithmetic comes to."""
    text = re.sub(r"\s*\[[^\]]*\]", "", text).replace("∞", "1e999")
    text = POWER_OF_TEN.sub(lambda found: "e" + found[1].translate(HIGH), text)
    for written, name in WORDS.items():
        text = text.replace(written, name)
    text = EXPONENT.sub(lambda found: "**" + found[0].translate(HIGH), text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text).replace("^(", "**(")
    return computed(ast.parse(text.replace("−", "-").replace("·", "*"), mode="eval").body)


def computed(node: ast.expr) -> float:
    """Return what a tree of numbers, signs and known functions comes to; anything else raises."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -computed(inner)
        case ast.BinOp(left=left, op=sign, right=right):
            return SIGNS[type(sign)](computed(left), computed(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return KNOWN[name](*map(computed, arguments))
    raise ValueError(ast.unparse(node))


@dataclass(frozen=True)
class Printed:
    """One line as it is printed: under which heading, and its cells."""

    section: str
    what: str
    definition: str
    worked: str
    value: float
    rounding: float

    @property
    def symbol(self) -> str:
        """What stands before the last thing that it is."""
        return self.definition.partition(" = ")[0]

    @property
    def missed(self) -> float:
        """How far a reader comes out from the printed total."""
        return abs(read(self.worked) - self.value) if self.worked else 0.0


class _Cells(HTMLParser):
    """Collects the tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.section, self.rows, self._tag = "", [], ""

    def handle_starttag(self, tag, _attributes):
        self._tag = tag
        if tag == "tr":
            self.rows.append((self.section, []))
        elif tag in {"td", "th"}:
            self.rows[-1][1].append("")
        elif tag == "h2":
            self.section = ""

    def handle_endtag(self, _tag):
        self._tag = ""

    def handle_data(self, data):
        if self._tag == "h2":
            self.section += data
        elif self._tag in {"td", "th"}:
            self.rows[-1][1][-1] += data


def lines_of(page: str) -> list[Printed]:
    """Return the lines of a blackboard printed as HTML."""
    cells = _Cells()
    cells.feed(page)
    found = []
    for section, (what, definition, worked, value) in cells.rows:
        if what == "what":
            continue
        total, _, rounding = value.partition(" ± ")
        found.append(Printed(section, what, definition, worked, read(total), read(rounding or "0")))
    return found


@pytest.fixture(scope="session")
def printed() -> Callable[..., list[Printed]]:
    """Print a blackboard with so many digits, and return its lines."""
    return lambda board, digits=17: lines_of(board.html(digits))


@pytest.fixture(scope="session")
def arithmetic() -> Callable[[str], float]:
    """Compute what is printed."""
    return read


@pytest.fixture(scope="session")
def holds(printed) -> Callable[..., None]:
    """Check that every printed line comes to its printed total, within what it says itself."""

    def check(board, bound=1e-9) -> None:
        exact = printed(board)
        assert exact
        for line in exact:
            largest = max([0.0, *(abs(read(n)) for n in numbers_in(line.worked))])
            assert line.missed <= line.rounding + 1e-13 * largest, line
            assert line.rounding <= bound * largest, line
        for line in printed(board, 4):
            last = 0.5 * 10 ** (math.floor(math.log10(abs(line.value) or 1)) - 3)
            assert line.missed <= line.rounding + 1.001 * last, line

    return check


def numbers_in(worked: str) -> list[str]:
    """Return the numbers that stand in printed arithmetic."""
    return re.findall(r"\d[\d.]*(?:×10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?", worked)


XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@pytest.fixture(scope="session")
def table() -> Callable[..., Run]:
    """Return a run on a small table of numbers, before its first step."""

    def make(network, rows=8, columns=3, task="classes", **settings) -> Run:
        draw = np.random.default_rng(5)
        x = np.round(draw.normal(size=(rows, columns)), 2)
        y = np.arange(rows) % 3 if task == "classes" else draw.normal(size=(rows, 2))
        labels = np.array(["red", "green", "blue"])
        usual = {
            "test": 0.0, "validation": 0.0, "dtype": "float64", "engine": "reference", "seed": 3,
            "batch_size": min(4, rows), "learning_rate": 0.05, "weight_decay": 0.0, "epochs": 50,
        }  # fmt: skip
        return prepare(network, x, labels[y] if task == "classes" else y, **{**usual, **settings})

    return make


@pytest.fixture
def xor() -> Run:
    """Return the exclusive or with two hidden units, before its first step."""
    return prepare(
        Network(Dense(2), Sigmoid(), Dense(1), Sigmoid()),
        XOR, np.array(["no", "yes", "yes", "no"]), test=0.0, validation=0.0, scaling="none",
        kinds={"x0": "number", "x1": "number"}, loss=HalfSumOfSquares(), optimizer=SGD(),
        weight_decay=0.0, epochs=200,
        learning_rate=0.5, batch_size=4, shuffle=False, dtype="float64", engine="reference", seed=4,
    )  # fmt: skip
