"""What a prediction costs: of one row, and of a million rows, by one and the same network.

Everybody has the same weights and gives probabilities; before time is taken they must agree.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from contenders.work import Work
from measuring.timing import Turn, between, both_clocks, spread

from glassnet.run.training import prepare

AGREEMENT = 1e-5  # of probabilities, in float32
OURS = "glassnet model"
Answer = Callable[[Any], Any]  # (rows, inputs) → probabilities (rows, classes)


def answers(work: Work) -> dict[str, Answer]:
    """Return everyone who is here, by name."""
    found = {**glassnet(work), "plain NumPy": plain_numpy(work)}
    makers = {"sklearn": scikit_learn, "onnxruntime": onnx_runtime, "torch": pytorch}
    for package, make in makers.items():
        if importlib.util.find_spec(package):
            found |= make(work)
    return found


def glassnet(work: Work) -> dict[str, Answer]:
    """Return a model before its first step: the table's own way, and the network alone."""
    settings = {"test": 0.0, "validation": 0.0, "scaling": "none", "batch_size": work.batch_size}
    labels = work.classes.astype(str)
    run = prepare(work.program.experiment.network, work.x, labels, epochs=1, **settings)
    model, loss = run.model, run.experiment.loss
    return {
        OURS: model.predict_proba,
        "glassnet network alone": lambda x: model.targets.probabilities(loss, model.forward(x)),
    }


def plain_numpy(work: Work) -> Answer:
    """Return a few lines of NumPy."""
    pairs = work.weights()

    def answer(x: Any) -> Any:
        for w, b in pairs[:-1]:
            x = np.maximum(x @ w + b, 0)
        z = x @ pairs[-1][0] + pairs[-1][1]
        p = np.exp(z - z.max(axis=1, keepdims=True))
        return p / p.sum(axis=1, keepdims=True)

    return answer


def scikit_learn(work: Work) -> dict[str, Answer]:
    """Return an MLPClassifier with the weights in the place of its own."""
    from contenders.scikit_learn import ScikitLearn

    return {"scikit-learn": ScikitLearn(work)._model.predict_proba}  # noqa: SLF001


def pytorch(work: Work) -> dict[str, Answer]:
    """Return a Sequential that keeps nothing for a backward pass."""
    import torch
    from contenders.pytorch import PyTorch

    network = PyTorch(work).network

    @torch.inference_mode()
    def answer(x: Any) -> Any:
        return torch.softmax(network(torch.from_numpy(x)), dim=1).numpy()

    return {"PyTorch eager": answer}


def onnx_runtime(work: Work) -> dict[str, Answer]:
    """Return a session on one thread, if the package that writes its file is here too."""
    if not importlib.util.find_spec("onnx"):
        return {}
    import onnxruntime
    from contenders.onnx_file import onnx_bytes

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        onnx_bytes(work), options, providers=["CPUExecutionProvider"]
    )
    return {"ONNX Runtime": lambda x: session.run(None, {"x": x})[0]}


def measure(work: Work, rows: int, seconds: float, count: int) -> list[dict[str, Any]]:
    """Return what it costs everyone to answer `rows` rows in one call."""
    x = np.resize(work.x, (rows, *work.input_shape))
    everyone = answers(work)
    distances = {name: disagreement(answer, work) for name, answer in everyone.items()}
    turns = {
        name: calling(answer, x)
        for name, answer in everyone.items()
        if distances[name] <= AGREEMENT
    }
    found = {name: clocks.cpu for name, clocks in both_clocks(turns, seconds, count).items()}
    return [told(name, found, distance, rows) for name, distance in distances.items()]


def disagreement(answer: Answer, work: Work) -> float:
    """Return how far its probabilities are from plain NumPy's."""
    return float(np.abs(answer(work.x) - plain_numpy(work)(work.x)).max())


def calling(answer: Answer, x: Any) -> Turn:
    """Return the turn that answers for x so many times."""

    def turn(steps: int) -> int:
        for _ in range(steps):
            answer(x)
        return steps

    return turn


def told(name: str, found: Mapping[str, Any], distance: float, rows: int) -> dict[str, Any]:
    """Return the row of one contender."""
    row: dict[str, Any] = {"who": name, "µs a row": None, "quartiles": "void"}
    row |= {"times glassnet": None, "quartiles of that": ""}
    if name in found:
        own, ratio = spread(found[name] * 1e6 / rows), spread(found[name] / found[OURS])
        row |= {"µs a row": own.median, "quartiles": between(own)}
        row |= {"times glassnet": ratio.median, "quartiles of that": between(ratio)}
    return row | {"answers differ by": f"{distance:.0e}"}
