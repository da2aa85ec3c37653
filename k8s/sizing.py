#!/usr/bin/env python3
"""sizing.py: how many workers, and how much database, for so many images a day. Python 3, standard library.

    python3 k8s/sizing.py                              # the table of README.md
    python3 k8s/sizing.py --per-day 2000000 --cpu-ms 35 --predictions 12 --models 3
    python3 k8s/sizing.py --gpu-images 400             # images/s that one GPU of yours does: measure it, nobody did here

Every default is a measured figure; --inputs names the sources.
"""
import argparse
import math

CHUNK = 64  # images a message: Ingest:ChunkSize

# Measured figures: name, value, what it is, where it is from.
INPUTS = [
    ("cpu-ms", 12.0, "CPU-ms an image of Worker: MobileNetV2 float32 on JPEG of 500 x 375, the dearer of two runs", "README.md, Speed"),
    ("ingest-ms", 0.6, "CPU-ms an image of Ingest", "README.md, Speed"),
    ("results-ms", 0.5, "CPU-ms an image of Results", "README.md, Speed"),
    ("writer-rows", 21900, "predictions/s of one results writer", "docs/queries.md, How long they take"),
    ("image-bytes", 470, "bytes an image in PostgreSQL: its row, its verdict and its part of the ledger", "k8s/README.md, Sizing"),
    ("recognition-bytes", 125, "bytes a recognition: what one model said of one image", "k8s/README.md, Sizing"),
    ("prediction-bytes", 150, "bytes a prediction: a label or box", "k8s/README.md, Sizing"),
]


def arguments():
    parser = argparse.ArgumentParser(description="Workers, database and broker for so many images a day.")
    parser.add_argument("--per-day", type=float, nargs="+", default=[1e5, 1e6, 1e7, 1e8], metavar="N", help="images a day")
    parser.add_argument("--hours", type=float, default=24, metavar="N", help="hours of the day in which they come (24)")
    parser.add_argument("--models", type=float, default=1, metavar="N", help="models that see each image (1); their cost is in --cpu-ms")
    parser.add_argument("--predictions", type=float, default=5, metavar="N", help="labels and boxes an image, of all models (5)")
    parser.add_argument("--busy", type=float, default=0.7, metavar="SHARE", help="how busy a worker is planned to be (0.7)")
    parser.add_argument("--cores", type=float, default=4, metavar="N", help="cores of a worker pod (4)")
    parser.add_argument("--gpu-images", type=float, metavar="N", help="images/s of one GPU: measure yours, nobody did here")
    parser.add_argument("--inputs", action="store_true", help="print the measured figures and their sources, and stop")
    for name, value, what, source in INPUTS:
        parser.add_argument(f"--{name}", type=float, default=value, metavar="N", help=f"{what} ({value:g}; {source})")
    return parser.parse_args()


def row(per_day, given):
    rate = per_day / given.hours / 3600
    cores = rate * given.cpu_ms / 1000 / given.busy
    rows = per_day * (2 + given.models + given.predictions)  # image and verdict besides
    size = per_day * (given.image_bytes + given.models * given.recognition_bytes + given.predictions * given.prediction_bytes)
    return [
        f"{per_day:,.0f}",
        number(rate),
        number(cores),
        f"{math.ceil(cores / given.cores):,}",
        f"{math.ceil(rate / given.gpu_images / given.busy):,}" if given.gpu_images else "-",
        number(rate * (given.ingest_ms + given.results_ms) / 1000 / given.busy),
        f"{math.ceil(rate * given.predictions / given.writer_rows / given.busy):,}",
        number(rows / given.hours / 3600),
        number(size / 1e9),
        # A chunk goes out and its result comes back.
        number(2 * rate / CHUNK),
    ]


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 1 else f"{value:.2f}"


def main():
    given = arguments()
    if given.inputs:
        for name, value, what, source in INPUTS:
            print(f"{name} {value:g}: {what} ({source})")
        return
    heads = ["images/day", "images/s", "worker cores", "worker pods", "GPUs", "other cores", "writers", "rows/s", "GB/day", "messages/s"]
    print("| " + " | ".join(heads) + " |")
    print("|" + "---:|" * len(heads))
    for per_day in given.per_day:
        print("| " + " | ".join(row(per_day, given)) + " |")


if __name__ == "__main__":
    main()
