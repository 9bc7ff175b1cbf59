"""The works as ONNX files: what other programs run."""

from __future__ import annotations

import onnx
from contenders.work import Work
from onnx import TensorProto, helper, numpy_helper

OPSET, FORMAT = 20, 10  # old enough for every runtime of the last years


def onnx_bytes(work: Work) -> bytes:
    """Return the network of Dense layers with its first weights, ending in a softmax."""
    nodes, arrays, last = [], [], "x"
    pairs = work.weights()
    for place, (w, b) in enumerate(pairs):
        arrays += [numpy_helper.from_array(w, f"w{place}"), numpy_helper.from_array(b, f"b{place}")]
        nodes.append(helper.make_node("Gemm", [last, f"w{place}", f"b{place}"], [f"z{place}"]))
        kind = "Relu" if place < len(pairs) - 1 else "Softmax"
        last = f"a{place}"
        nodes.append(helper.make_node(kind, [f"z{place}"], [last]))
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", work.sizes[0]])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, ["rows", work.sizes[-1]])],
        arrays,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = FORMAT
    onnx.checker.check_model(model)
    return model.SerializeToString()
