#!/usr/bin/python3
"""PyTorch: DataLoader with worker processes, Pillow's draft mode, torchvision's transforms, TorchScript frozen and optimised."""
import os

# Threads that spin while they wait take the cores from the workers that decode. Read when torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import PIL.Image
import torch
import torch.nn.functional as F
import torchvision
from torchvision import transforms

import measurement
import onnx_graph


def convolution(attributes, x, weight, bias=None):
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    if (top, left) != (bottom, right):
        x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
    return F.conv2d(
        x, weight, bias, attributes.get("strides", [1, 1]), (top, left), attributes.get("dilations", [1, 1]), attributes.get("group", 1))


def gemm(attributes, a, b, c=None):
    a = a.t() if attributes.get("transA") else a
    b = b.t() if attributes.get("transB") else b
    product = attributes.get("alpha", 1.0) * (a @ b)
    return product if c is None else product + attributes.get("beta", 1.0) * c


OPERATORS = {
    "Conv": convolution,
    "Gemm": gemm,
    "Clip": lambda attributes, x: x.clamp(attributes.get("min"), attributes.get("max")),
    "MatMul": lambda attributes, a, b: a @ b,
    "Add": lambda attributes, a, b: a + b,
    "Relu": lambda attributes, x: F.relu(x),
    "BatchNormalization": lambda attributes, x, scale, bias, mean, variance: F.batch_norm(
        x, mean, variance, scale, bias, eps=attributes.get("epsilon", 1e-5)),
    "GlobalAveragePool": lambda attributes, x: x.mean((2, 3), keepdim=True),
    "ReduceMean": lambda attributes, x: x.mean(tuple(attributes["axes"]), keepdim=bool(attributes.get("keepdims", 1))),
    "Flatten": lambda attributes, x: x.flatten(attributes.get("axis", 1)),
    "Reshape": lambda attributes, x, shape: x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape)]),
    "Softmax": lambda attributes, x: x.softmax(attributes.get("axis", -1)),
}


class OnnxClassifier(torch.nn.Module):
    """The operators of the file one after the other; traced once, so that nothing of this walk is left when it runs."""

    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        unknown = sorted({node.operator for node in graph.nodes} - OPERATORS.keys())
        if unknown:
            raise SystemExit(f"pytorch.py: this model needs {', '.join(unknown)}, which this program does not translate; give it a float32 classifier.")
        for name, value in graph.constants.items():
            if self._is_weight(value):
                self.register_buffer(self._key(name), torch.from_numpy(value.copy()))

    @staticmethod
    def _is_weight(value):
        return value.dtype == np.float32 and value.size > 1

    @staticmethod
    def _key(name):
        return "weight_" + name.replace(".", "_")

    def _constant(self, name):
        value = self.graph.constants[name]
        if self._is_weight(value):
            return getattr(self, self._key(name))
        return value.item() if value.size == 1 else value.tolist()

    def forward(self, images):
        values = {self.graph.input: images}
        for node in self.graph.nodes:
            inputs = [values[name] if name in values else self._constant(name) for name in node.inputs if name]
            values[node.output] = OPERATORS[node.operator](node.attributes, *inputs)
        return values[self.graph.output]


class Photographs(torch.utils.data.Dataset):
    transform = transforms.Compose([
        transforms.Resize(256),
        transforms.CenterCrop(224),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])

    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with PIL.Image.open(self.files[index]) as image:
            # Decodes a JPEG at 1/2, 1/4 or 1/8 where that still covers what is resized to.
            image.draft("RGB", (256, 256))
            return self.transform(image.convert("RGB"))


def main():
    parsed = measurement.arguments(workers=measurement.CORES, batch=4, threads=measurement.CORES)
    torch.set_num_threads(parsed.threads)

    model = OnnxClassifier(onnx_graph.read(parsed.model)).eval()
    with torch.inference_mode():
        model = torch.jit.trace(model, torch.zeros(parsed.batch, 3, 224, 224))
        # Takes oneDNN's operators and layouts: channels_last changes nothing any more.
        model = torch.jit.optimize_for_inference(torch.jit.freeze(model))

    # As a sampler, so that the workers outlive the warm-up.
    wanted = []
    loader = torch.utils.data.DataLoader(
        Photographs(parsed.files), parsed.batch, sampler=wanted, num_workers=parsed.workers, persistent_workers=True)

    def classify(indices):
        wanted[:] = indices
        with torch.inference_mode():
            return [label for images in loader for label in model(images).argmax(1).tolist()]

    measurement.run(
        "PyTorch DataLoader + TorchScript",
        {"torch": torch.__version__, "torchvision": torchvision.__version__, "pillow": PIL.__version__},
        parsed, classify)


if __name__ == "__main__":
    main()
