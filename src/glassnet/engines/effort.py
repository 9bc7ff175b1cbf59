"""How much work a program is, counted from its shapes alone."""

from __future__ import annotations

from glassnet.ground.arrays import size
from glassnet.program.step import Program


def step_flops(program: Program) -> float:
    """Estimate the floating-point operations of one update of `program`."""
    multiply_adds = 0
    for _, layer, shape, output in program.experiment.network.shapes(program.input_shape):
        positions = size(output[:-1])  # 1 for Dense; a convolution uses its weights at each place
        multiply_adds += positions * sum(size(p.shape) for p in layer.parameters(shape).values())
    # Forward, and backward by the input and by the weights: three products of two flops each.
    return 6.0 * multiply_adds * program.plan.batch_size
