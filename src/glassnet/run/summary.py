"""What a run or a model looks like in a notebook: plain facts in small tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glassnet.ground.arrays import Shape, size
from glassnet.ground.html_table import html_table
from glassnet.nn.brief import brief
from glassnet.nn.network import Network
from glassnet.program.step import Program
from glassnet.run.evaluation import Evaluation


def network_html(title: str, network: Network, input_shape: Shape) -> str:
    """Return the layers with their shapes and the count of what they learn, under a `title`."""
    heads = ("layer", "", "output", "parameters")
    rows: list[tuple[object, ...]] = [("", "input", _shape(input_shape), "")]
    total = 0
    for number, layer, shape, output in network.shapes(input_shape):
        learned = sum(size(parameter.shape) for parameter in layer.parameters(shape).values())
        rows.append((number, brief(layer), _shape(output), f"{learned:,}" if learned else ""))
        total += learned
    return html_table(title, heads, [*rows, ("", "all", "", f"{total:,}")])


def run_html(
    title: str, facts: Mapping[str, str], latest: Evaluation | None, program: Program
) -> str:
    """Return where a run is and what it came to, and its network below.

    Args:
        title: Where it is.
        facts: What else there is to say, by name: why which engine runs it, the memory it takes.
        latest: The last evaluation, if there is one.
        program: What is run.

    """
    lines = [*facts.items(), *(_told(latest) if latest else ())]
    network = network_html("", program.experiment.network, program.input_shape)
    return html_table(title, (), lines) + network


def _told(latest: Evaluation) -> Iterator[tuple[str, str]]:
    yield "epoch", f"{latest.epoch:,}"
    yield "training loss", f"{latest.training_loss:.4g}"
    if latest.validation_loss is not None:
        yield "validation loss", f"{latest.validation_loss:.4g}"
    if latest.score is not None:
        yield "score", f"{latest.score:.4g}"


def _shape(sides: Shape) -> str:
    return " × ".join(f"{side:,}" for side in sides)
