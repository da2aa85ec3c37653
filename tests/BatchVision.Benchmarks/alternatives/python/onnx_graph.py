"""An ONNX classifier as a plain list of operators: what is constant is computed, and biases are inside their convolutions."""
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper, shape_inference

# What exporters compute shapes and rearrange weights with; computed here where all inputs are constants.
FOLDED = {
    "Reshape": lambda attributes, data, shape: data.reshape(shape),
    "Gather": lambda attributes, data, indices: np.take(data, indices, axis=attributes.get("axis", 0)),
    "Unsqueeze": lambda attributes, data, axes=None: np.expand_dims(data, tuple(attributes["axes"] if axes is None else axes)),
    "Concat": lambda attributes, *parts: np.concatenate(parts, axis=attributes["axis"]),
}


@dataclass
class Node:
    operator: str
    inputs: list
    output: str
    attributes: dict


@dataclass
class Graph:
    input: str
    output: str
    nodes: list
    constants: dict
    opset: int


def read(path):
    """Reads a classifier with one input, images [N, 3, H, W], and one output, scores [N, classes]."""
    model = onnx.load(path)
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    shapes = {
        value.name: np.array([dim.dim_value for dim in value.type.tensor_type.shape.dim])
        for value in shape_inference.infer_shapes(model).graph.value_info
    }

    nodes = []
    for raw in model.graph.node:
        node = Node(raw.op_type, list(raw.input), raw.output[0], {a.name: helper.get_attribute_value(a) for a in raw.attribute})
        if node.operator == "Constant":
            constants[node.output] = numpy_helper.to_array(node.attributes["value"])
        elif node.operator == "Shape":
            constants[node.output] = shapes[node.inputs[0]]
        elif node.operator in FOLDED and all(name in constants for name in node.inputs):
            constants[node.output] = FOLDED[node.operator](node.attributes, *(constants[name] for name in node.inputs))
        elif not _is_bias_of_convolution(node, nodes, constants):
            nodes.append(node)

    for node in nodes:
        if node.operator == "Reshape":
            # 0: as it is in the input. The first dimension is the batch, whatever the exporter took it for.
            constants[node.inputs[1]] = np.array([0, *constants[node.inputs[1]][1:]])
        elif node.operator == "Clip" and len(node.inputs) == 3:
            # As attributes, the older form, which is the one that OpenCV reads.
            node.attributes = {"min": constants[node.inputs[1]].item(), "max": constants[node.inputs[2]].item()}
            del node.inputs[1:]

    inputs = [value.name for value in model.graph.input if value.name not in constants]
    return Graph(inputs[0], model.graph.output[0].name, nodes, constants, model.opset_import[0].version)


def _is_bias_of_convolution(node, nodes, constants):
    """Some exporters write the bias of a convolution as an Add after it: neither library would join the two again."""
    before = nodes[-1] if nodes else None
    if node.operator != "Add" or not before or before.operator != "Conv" or len(before.inputs) != 2 or before.output not in node.inputs:
        return False
    bias = next((constants[name] for name in node.inputs if name in constants), None)
    if bias is None or bias.ndim < 3 or bias.size != bias.shape[-3] or bias.size != constants[before.inputs[1]].shape[0]:
        return False

    constants[node.output + "_bias"] = bias.reshape(-1)
    before.inputs.append(node.output + "_bias")
    before.output = node.output
    return True
