#!/usr/bin/env python3
"""Trains models/everyday: ten everyday things, each with a score of its own, so that "none of these" is an answer.

    /usr/bin/python3 models/training/everyday.py --cifar cifar10.zip --outliers photos/ more-photos/ --strangers imagenet-200/
        --truth imagenet-200.truth.json --work /tmp/everyday

--cifar      CIFAR-10 as train/<class>/*.jpg and test/<class>/*.jpg in one zip file
--outliers   folders of photographs without any of the ten: random pieces of them are shown as "none of these"
--strangers  a folder of photographs that are only measured, with --truth (ImageNet class indices): how many that show none of the ten get a label
--work       checkpoints, one an epoch; the same command goes on from the last

Needs numpy, Pillow, OpenCV, PyTorch and onnx (Debian: python3-pil python3-opencv python3-torch python3-onnx). Seeds are fixed; a
different PyTorch or number of threads still changes the last digits. About an hour on two cores.
"""
import argparse
import io
import json
import pathlib
import zipfile

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps
from torch import nn

import package

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "everyday"
CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
SIDE = 32
MEAN, STD = [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]  # of the CIFAR-10 training pictures
SPARE = 2500  # training pictures kept back: calibration is fitted on them
BATCH, STRANGE = 256, 48  # pictures of CIFAR and outliers in one step
EPOCHS, PEAK_RATE, DECAY = 20, 0.4, 5e-4
FLOOR, TOP_K = 0.7, 3
TOLERANCE = 0.1  # Readers shrink pictures with different filters, and a picture of 32 pixels feels it.

# ImageNet classes that show one of the ten, or its next of kin (wolves, big cats, antelopes, buses): neither right nor wrong as "none of these".
KIN = {
    *range(7, 25), *range(80, 101), *range(127, 147),  # birds
    *range(30, 33), *range(151, 294), 339, 340, *range(350, 354),  # frogs; dogs, wolves, foxes, cats; horses; deer-like
    403, 404, 405, 895, 908,  # aircraft
    407, 436, 468, 511, 555, 569, 609, 627, 654, 656, 661, 675, 717, 734, 751, 757, 779, 803, 817, 829, 847, 864, 866, 867,  # cars, lorries
    472, 484, 510, 536, 554, 576, 625, 628, 724, 780, 814, 833, 871, 913, 914}  # ships and boats


def read_cifar(path):
    pictures = {"train": ([], []), "test": ([], [])}
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            parts = name.split("/")
            if len(parts) == 3 and parts[2].endswith(".jpg"):
                xs, ys = pictures[parts[0]]
                xs.append(np.asarray(Image.open(io.BytesIO(archive.read(name))).convert("RGB")))
                ys.append(CLASSES.index(parts[1]))
    return {split: (np.stack(xs), np.array(ys)) for split, (xs, ys) in pictures.items()}


def read_photos(folders, longest=320):
    photos = []
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".bmp"}:
                picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
                picture.thumbnail((longest, longest))
                photos.append(np.asarray(picture))
    return photos


def squeeze(picture):
    """The short side to SIDE, then the centre; every pixel counts once, as in CIFAR-10."""
    height, width = picture.shape[:2]
    scale = SIDE / min(height, width)
    small = cv2.resize(picture, (max(SIDE, round(width * scale)), max(SIDE, round(height * scale))), interpolation=cv2.INTER_AREA)
    top, left = (small.shape[0] - SIDE) // 2, (small.shape[1] - SIDE) // 2
    return small[top:top + SIDE, left:left + SIDE]


class Outliers:
    """Pictures of none of the ten: pieces of photographs, CIFAR pictures cut up, and drawn patterns."""

    def __init__(self, photos, cifar, seed):
        self.photos, self.cifar, self.random = photos, cifar, np.random.default_rng(seed)

    def batch(self, count):
        # Pieces of real photographs teach most: they are what a user's bucket is full of.
        makers = self.random.choice([self.piece, self.shuffled, self.pattern, self.collage], count, p=[0.7, 0.1, 0.1, 0.1])
        return np.stack([make() for make in makers])

    def piece(self):
        photo = self.photos[self.random.integers(len(self.photos))]
        height, width = photo.shape[:2]
        side = int(min(height, width) * self.random.uniform(0.25, 1))
        top, left = self.random.integers(height - side + 1), self.random.integers(width - side + 1)
        return squeeze(photo[top:top + side, left:left + side])

    def any_cifar(self):
        return self.cifar[self.random.integers(len(self.cifar))]

    def shuffled(self):
        cell = int(self.random.choice([8, 16]))
        cells = self.any_cifar().reshape(SIDE // cell, cell, SIDE // cell, cell, 3).swapaxes(1, 2).reshape(-1, cell, cell, 3)
        order = self.random.permutation(len(cells))
        return cells[order].reshape(SIDE // cell, SIDE // cell, cell, cell, 3).swapaxes(1, 2).reshape(SIDE, SIDE, 3)

    def collage(self):
        """Four pictures, each too small to be what this picture is of."""
        return np.concatenate([np.concatenate([self.quarter(), self.quarter()], 1) for _ in range(2)])

    def quarter(self):
        return cv2.resize(self.any_cifar(), (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)

    def pattern(self):
        random = self.random
        cells = int(random.integers(1, 9))
        base = cv2.resize(random.integers(0, 256, (cells, cells, 3)).astype(np.uint8), (SIDE, SIDE),
                          interpolation=int(random.choice([cv2.INTER_NEAREST, cv2.INTER_CUBIC])))
        for _ in range(random.integers(0, 5)):
            a, b = (tuple(int(v) for v in random.integers(0, SIDE, 2)) for _ in range(2))
            color = tuple(int(v) for v in random.integers(0, 256, 3))
            if random.random() < 0.5:
                cv2.line(base, a, b, color, int(random.integers(1, 4)))
            else:
                cv2.circle(base, a, int(random.integers(2, 14)), color, -1)
        return np.clip(base + random.normal(0, random.uniform(0, 12), base.shape), 0, 255).astype(np.uint8)


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.both = nn.Sequential(conv(width, width), conv(width, width))

    def forward(self, x):
        return x + self.both(x)


def conv(before, after):
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class Network(nn.Module):
    """Fully convolutional; 82 million multiplications for 32 x 32. `scale` and `shift` are the calibration."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            conv(3, 32), conv(32, 64), nn.MaxPool2d(2), Residual(64),
            conv(64, 128), nn.MaxPool2d(2),
            conv(128, 192), nn.MaxPool2d(2), Residual(192))
        self.head = nn.Linear(192, len(CLASSES))
        self.register_buffer("scale", torch.ones(1))
        self.register_buffer("shift", torch.zeros(1))

    def forward(self, x):
        # The eighth keeps the first answers near "don't know": maxima over a plane are large.
        return self.head(torch.amax(self.body(x), (2, 3))) * 0.125 * self.scale + self.shift


def tensor(pictures):
    x = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float().div_(255)
    return ((x - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]).contiguous(memory_format=torch.channels_last)


def augmented(pictures, random):
    """Mirrored, moved by up to 4 pixels, a square hidden."""
    padded = np.pad(pictures, ((0, 0), (4, 4), (4, 4), (0, 0)), mode="reflect")
    out = np.empty_like(pictures)
    for i, (top, left) in enumerate(random.integers(0, 9, (len(pictures), 2))):
        piece = padded[i, top:top + SIDE, left:left + SIDE]
        out[i] = piece[:, ::-1] if random.random() < 0.5 else piece
        y, x = random.integers(-4, SIDE - 4, 2)
        out[i, max(0, y):y + 8, max(0, x):x + 8] = 118
    return out


def scores(network, pictures):
    network.eval()
    with torch.no_grad():
        return torch.cat([network(tensor(pictures[i:i + 500])) for i in range(0, len(pictures), 500)])


def train(network, pictures, labels, photos, work):
    steps = len(pictures) // BATCH
    optimizer = torch.optim.SGD(network.parameters(), lr=PEAK_RATE, momentum=0.9, weight_decay=DECAY, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=EPOCHS * steps, pct_start=0.25)
    first, checkpoint = 0, work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        first = state["epoch"] + 1
        network.load_state_dict(state["network"]), optimizer.load_state_dict(state["optimizer"]), schedule.load_state_dict(state["schedule"])

    for epoch in range(first, EPOCHS):
        random = np.random.default_rng(1000 + epoch)
        outliers = Outliers(photos, pictures, 2000 + epoch)
        order, total = random.permutation(len(pictures)), 0.0
        network.train()
        for step in range(steps):
            chosen = order[step * BATCH:(step + 1) * BATCH]
            batch = np.concatenate([augmented(pictures[chosen], random), outliers.batch(STRANGE)])
            target = torch.zeros(len(batch), len(CLASSES))
            target[torch.arange(BATCH), torch.from_numpy(labels[chosen])] = 1
            logits = network(tensor(batch))
            # Ten questions, each with an answer of its own; and, which teaches faster, which of the ten it is where it is one.
            loss = F.binary_cross_entropy_with_logits(logits, target, reduction="sum") / len(batch) \
                + F.cross_entropy(logits[:BATCH], torch.from_numpy(labels[chosen]))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step(), schedule.step()
            total += loss.item()
            if step % 50 == 0:
                print(f"epoch {epoch} step {step}/{steps} loss {total / (step + 1):.4f}", flush=True)
        torch.save({"epoch": epoch, "network": network.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}, checkpoint)


def calibrate(network, pictures, labels, outliers):
    """Platt's method over all ten questions at once: sigmoid(scale * logit + shift) fitted on pictures the training never saw."""
    logits = torch.cat([scores(network, pictures), scores(network, outliers)])
    target = torch.zeros_like(logits)
    target[torch.arange(len(labels)), torch.from_numpy(labels)] = 1
    scale, shift = torch.ones(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    solver = torch.optim.LBFGS([scale, shift], max_iter=100)

    def closure():
        solver.zero_grad()
        loss = F.binary_cross_entropy_with_logits(logits * scale + shift, target)
        loss.backward()
        return loss

    solver.step(closure)
    network.scale.copy_(scale.detach()), network.shift.copy_(shift.detach())


def expected_calibration_error(confidence, right, bins=15):
    """Weighted mean distance of confidence and accuracy over equal bins of the top score (Guo et al. 2017)."""
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return sum(abs(confidence[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean() for b in range(bins) if (bin_of == b).any())


def measure(network, test, strangers):
    pictures, labels = test
    probability = torch.sigmoid(scores(network, pictures)).numpy()
    top = probability.argmax(1)
    right = top == labels
    figures = {
        "top1": right.mean(), "ece": expected_calibration_error(probability.max(1), right),
        "kept": (probability.max(1) >= FLOOR).mean(), "precision_of_kept": right[probability.max(1) >= FLOOR].mean(),
        "per_class": {name: round(float(right[labels == i].mean()), 4) for i, name in enumerate(CLASSES)}}
    if strangers is not None:
        high = torch.sigmoid(scores(network, strangers)).numpy().max(1)
        figures["strangers"] = len(strangers)
        figures["strangers_labelled"] = (high >= FLOOR).mean()
    return {name: value if isinstance(value, (dict, int)) else round(float(value), 4) for name, value in figures.items()}


def read_strangers(folder, truth):
    """The measured photographs that show none of the ten, as the pipeline would see them: with its softer filter more of them are mistaken."""
    files = [entry["file"] for entry in json.loads(pathlib.Path(truth).read_text()) if entry["index"] not in KIN]
    return np.stack([shrunk(Image.open(pathlib.Path(folder) / file).convert("RGB")) for file in files])


def export(network):
    FOLDER.mkdir(exist_ok=True)
    network.eval()
    torch.onnx.export(network.to(memory_format=torch.contiguous_format), torch.zeros(1, 3, SIDE, SIDE), FOLDER / "model.onnx", opset_version=13,
                      input_names=["images"], output_names=["logits"], dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}})
    package.manifest(FOLDER, "everyday.py", CLASSES, "classification", SIDE, f"mode: center-crop, short_side: {SIDE}",
                     f"decoder: sigmoid, top_k: {TOP_K}, floor: {FLOOR}", 32, (MEAN, STD))


def shrunk(picture):
    """As the pipeline does it, whose filter is linear too."""
    scale = SIDE / min(picture.size)
    small = picture.resize((max(SIDE, round(picture.width * scale)), max(SIDE, round(picture.height * scale))), Image.Resampling.BILINEAR)
    left, top = (small.width - SIDE) // 2, (small.height - SIDE) // 2
    return np.array(small.crop((left, top, left + SIDE, top + SIDE)))


def scores_of(network, picture):
    """The golden output of one picture, run by PyTorch."""
    answer = scores(network, shrunk(picture)[None])
    return dict(zip(CLASSES, torch.sigmoid(answer)[0].tolist()))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cifar", required=True)
    arguments.add_argument("--outliers", nargs="+", required=True)
    arguments.add_argument("--strangers")
    arguments.add_argument("--truth")
    arguments.add_argument("--work", type=pathlib.Path, required=True)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)

    data, photos = read_cifar(options.cifar), read_photos(options.outliers)
    order = np.random.default_rng(1).permutation(len(data["train"][0]))
    (pictures, labels), (spare, spare_labels) = (tuple(values[part] for values in data["train"]) for part in (order[SPARE:], order[:SPARE]))
    network = Network().to(memory_format=torch.channels_last)
    train(network, pictures, labels, photos, options.work)
    calibrate(network, spare, spare_labels, Outliers(photos, spare, 3).batch(500))
    strangers = read_strangers(options.strangers, options.truth) if options.strangers else None
    figures = measure(network, data["test"], strangers)
    print(json.dumps(figures, indent=2))
    (options.work / "figures.json").write_text(json.dumps(figures, indent=2))
    export(network)
    print(package.golden(FOLDER, TOLERANCE, FLOOR, TOP_K, lambda picture: scores_of(network, picture)), "golden outputs")


if __name__ == "__main__":
    main()
