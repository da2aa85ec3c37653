#!/usr/bin/env python3
"""Builds models/colors: how much of a picture each of the eleven basic colour terms covers.

    /usr/bin/python3 models/training/colors.py

No data, no random numbers: the knowledge is `name_of`, a rule over OKLCh (lightness, chroma, hue). The network is a soft
nearest-neighbour search over palette points that the rule named. For a pixel p and a point c the squared distance is
|p|^2 - 2 p.c + |c|^2; |p|^2 is the same for every point, so softmax(beta * (2 p.c - |c|^2)) is sharp at the nearest point,
and that is one matrix product. The mean over all pixels, then over the points of one name, is the share of that name.

Needs numpy, onnx and Pillow. golden.json is computed from samples/ by numpy alone, without the ONNX file.
"""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

import package

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "models" / "colors"

LABELS = ["black", "white", "gray", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown"]
SIDE = 64
STEP = 2  # Every second pixel of every second row is named: a quarter of the work; a mean of 2 x 2 would invent colours between two areas.
BETA = 400.0  # Two points 0.2 apart share the weight of a pixel only within 0.02 of the plane between them.
GRID = 33  # The rule is asked on a grid of 33^3 colours.
POINTS = 192
TOP_K, FLOOR = 5, 0.05
TOLERANCE = 0.02  # Readers shrink pictures with different filters.


def oklch(rgb):
    """sRGB in 0..1, shape [..., 3], to lightness 0..1, chroma 0..0.32 and hue in degrees.

    Constants: Ottosson, "A perceptual color space for image processing", 2020.
    """
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    cones = linear @ np.array([
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005]])
    lab = np.cbrt(cones) @ np.array([
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660]])
    return lab[..., 0], np.hypot(lab[..., 1], lab[..., 2]), np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360


def name_of(rgb):
    """Index into LABELS for each colour. The borders are ours, set by looking at swatches."""
    light, chroma, hue = oklch(rgb)

    # What the eye calls colourless: less chroma counts in light colours, more is needed in dull blues.
    colourless = np.where(light > 0.82, 0.028, 0.044) + np.where((hue > 200) & (hue < 290) & (light < 0.8), 0.012, 0.0)
    achromatic = np.select([light < 0.29, light > 0.905], [0, 1], 2)

    brownish = np.select([hue < 45, hue < 62, hue < 80], [0.50, 0.635, 0.66], 0.60)
    warm = np.select([light < brownish, hue < 40, hue < 80], [10, 3, 4], 5)
    chromatic = np.select(
        [
            hue < 36,                    # red, or pink when light, or brown when dark and dull
            hue < 112,                   # warm: red-orange to yellow, brown when dark
            hue < 200,                   # green
            hue < 288,                   # blue
            hue < 328,                   # purple
        ],
        [
            np.select([(light > 0.70) | ((light > 0.60) & (hue < 12)), (chroma < 0.085) & (light < 0.60)], [9, 10], 3),
            np.where((hue >= 45) & (hue < 80) & (light > 0.80) & (chroma < 0.10), 9 * (hue < 58) + 5 * (hue >= 58), warm),
            6, 7,
            np.where((light > 0.82) & (hue > 312), 9, 8),
        ],
        np.select([light > 0.56, hue > 352], [9, 3], 8))
    # Beyond 328 degrees: magentas and roses are pink when light, purple or dark red when not.

    names = np.where(chroma < colourless, achromatic, chromatic)
    return np.where(light < 0.24 - 0.25 * np.minimum(chroma, 0.16), 0, names)


def palette():
    """Palette points and their names: nearest-neighbour search over them repeats the rule."""
    axis = np.linspace(0, 1, GRID)
    colours = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), -1).reshape(-1, 3)
    names = name_of(colours)

    # To begin with, the mean of each name's part of each cell of a 3^3 grid.
    points, point_names = group_means(colours, names, cells=3, least=40)

    # Then, one by one, a colour from the middle of the largest group of colours that still get the wrong name.
    while len(points) < POINTS:
        wrong = names != point_names[nearest(colours, points)]
        means, groups, sizes = group_means(colours[wrong], names[wrong], cells=8, least=1, sizes=True)
        worst = np.argmax(sizes)
        candidates = colours[wrong & (names == groups[worst])]
        points = np.vstack([points, candidates[np.argmin(((candidates - means[worst]) ** 2).sum(1))]])
        point_names = np.append(point_names, groups[worst])

    agreement = (names == point_names[nearest(colours, points)]).mean()
    return points, point_names, agreement


def group_means(colours, names, cells, least, sizes=False):
    cell = np.minimum((colours * cells).astype(int), cells - 1) @ [cells * cells, cells, 1]
    keys, group, counts = np.unique(cell * len(LABELS) + names, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(group, colours[:, channel]) / counts for channel in range(3)], 1)
    kept = counts >= least
    found = means[kept], (keys % len(LABELS))[kept]
    return (*found, counts[kept]) if sizes else found


def nearest(colours, points):
    return np.argmax(2 * colours @ points.T - (points ** 2).sum(1), axis=1)


def graph(points, point_names):
    """images [N, 3, 64, 64] in 0..1 -> shares [N, 11]."""
    constants = {
        "twice_points": (2 * BETA * points.T).astype(np.float32),
        "minus_squares": (-BETA * (points ** 2).sum(1)).astype(np.float32),
        "names": np.eye(len(LABELS), dtype=np.float32)[point_names],
        "pixels_shape": np.array([0, (SIDE // STEP) ** 2, 3], np.int64),
    }
    nodes = [
        helper.make_node("MaxPool", ["images"], ["sampled"], kernel_shape=[1, 1], strides=[STEP, STEP]),
        helper.make_node("Transpose", ["sampled"], ["nhwc"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["nhwc", "pixels_shape"], ["pixels"]),
        helper.make_node("MatMul", ["pixels", "twice_points"], ["products"]),
        helper.make_node("Add", ["products", "minus_squares"], ["closeness"]),
        helper.make_node("Softmax", ["closeness"], ["weights"], axis=-1),
        helper.make_node("ReduceMean", ["weights"], ["point_shares"], axes=[1], keepdims=0),
        helper.make_node("MatMul", ["point_shares", "names"], ["shares"]),
    ]
    model = helper.make_model(
        helper.make_graph(
            nodes, "colors",
            [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])],
            [helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["N", len(LABELS)])],
            [numpy_helper.from_array(value, name) for name, value in constants.items()]),
        opset_imports=[helper.make_opsetid("", 17)], producer_name="BatchVision", ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def shares_of(picture, points, point_names):
    """The answer for one picture, computed in float64 without the ONNX file: the golden output."""
    small = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR), np.float64) / 255
    pixels = small[::STEP, ::STEP].reshape(-1, 3)
    distances = ((pixels[:, None, :] - points[None]) ** 2).sum(-1)
    weights = np.exp(-BETA * (distances - distances.min(1, keepdims=True)))
    weights /= weights.sum(1, keepdims=True)
    return dict(zip(LABELS, np.bincount(point_names, weights.mean(0), len(LABELS))))


def main():
    points, point_names, agreement = palette()
    content = graph(points, point_names).SerializeToString(deterministic=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "model.onnx").write_bytes(content)
    package.manifest(FOLDER, "colors.py", LABELS, "classification", SIDE, "mode: stretch", f"decoder: probabilities, top_k: {TOP_K}, floor: {FLOOR}", 32)
    package.golden(FOLDER, TOLERANCE, FLOOR, TOP_K, lambda picture: shares_of(picture, points, point_names))
    print(f"{len(points)} points, {agreement:.1%} of a {GRID}^3 grid named as the rule names it, {len(content):,} bytes")


if __name__ == "__main__":
    main()
