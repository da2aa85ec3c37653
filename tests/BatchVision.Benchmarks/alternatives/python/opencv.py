#!/usr/bin/python3
"""OpenCV: reduced decode, the next batch prefetched by threads, inference by the DNN module."""
import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import PIL
import PIL.Image
from onnx import TensorProto, helper, numpy_helper

import measurement
import onnx_graph

SHORT_SIDE = 256
SIZE = 224
MEAN = np.array([0.485, 0.456, 0.406]) * 255
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32).reshape(1, 3, 1, 1)
REDUCED = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))


def read_network(path):
    """OpenCV's importer takes neither computed shapes nor an open batch: both are resolved, in memory."""
    graph = onnx_graph.read(path)
    model = helper.make_model(helper.make_graph(
        [helper.make_node(node.operator, node.inputs, [node.output], **node.attributes) for node in graph.nodes],
        "classifier",
        [helper.make_tensor_value_info(graph.input, TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info(graph.output, TensorProto.FLOAT, [1, None])],
        [numpy_helper.from_array(value, name) for name, value in graph.constants.items()],
    ), opset_imports=[helper.make_opsetid("", graph.opset)])
    return cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), np.uint8))


def decode(path):
    # Only the header is read: it says by how much the decoder may reduce.
    with PIL.Image.open(path) as image:
        short = min(image.size)
    flag = next((flag for factor, flag in REDUCED if short // factor >= SHORT_SIDE), cv2.IMREAD_COLOR)
    image = cv2.imread(os.fspath(path), flag)
    scale = SHORT_SIDE / min(image.shape[:2])
    height, width = (round(side * scale) for side in image.shape[:2])
    image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    top, left = (height - SIZE) // 2, (width - SIZE) // 2
    blob = cv2.dnn.blobFromImage(image[top:top + SIZE, left:left + SIZE], 1 / 255, mean=tuple(MEAN), swapRB=True)
    blob /= DEVIATION
    return blob


def main():
    parsed = measurement.arguments(decoders=measurement.CORES, batch=4, threads=measurement.CORES)
    cv2.setNumThreads(parsed.threads)
    network = read_network(parsed.model)
    pool = ThreadPoolExecutor(parsed.decoders)

    def prefetch(indices):
        return [pool.submit(decode, parsed.files[i]) for i in indices]

    def classify(indices):
        top1 = []
        coming = prefetch(indices[:parsed.batch])
        for following in range(parsed.batch, len(indices) + parsed.batch, parsed.batch):
            blobs = np.concatenate([blob.result() for blob in coming])
            coming = prefetch(indices[following:following + parsed.batch])
            network.setInput(blobs)
            top1 += network.forward().reshape(len(blobs), -1).argmax(1).tolist()
        return top1

    measurement.run("OpenCV DNN", {"opencv": cv2.__version__, "pillow": PIL.__version__}, parsed, classify)


if __name__ == "__main__":
    main()
