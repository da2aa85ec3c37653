#!/usr/bin/env python3
"""Trains models/logos: a small one-stage detector of brand marks that has seen nothing but rendered scenes.

    /usr/bin/python3 models/training/logos.py render  --icons simple-icons/ --photos photos/ --work /tmp/logos
    /usr/bin/python3 models/training/logos.py train   --work /tmp/logos
    /usr/bin/python3 models/training/logos.py measure --work /tmp/logos --real flickrlogos-dev/ --truth flickrlogos-dev.json --strangers imagenet-200/
    /usr/bin/python3 models/training/logos.py export  --work /tmp/logos

--icons  the npm package simple-icons, unpacked (CC0-1.0; 16.37.0 was used): npm pack simple-icons@16.37.0
--photos photographs without brand marks, for backgrounds; the last fifth of them appears only in the hold-out scenes

`render` draws the scenes once, as JPEG files of random quality; `train` moves, scales and recolours them anew each time, and goes on from its
last checkpoint. Needs numpy, OpenCV, Pillow, PyTorch, onnx and rsvg-convert (Debian: python3-opencv python3-pil python3-torch python3-onnx librsvg2-bin).
Seeds are fixed; a different PyTorch or number of threads still changes the last digits.
"""
import argparse
import functools
import json
import math
import pathlib
import subprocess
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

import package

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "logos"
TRAIN_SIDE, SIDE, STRIDES = 320, 352, (8, 16, 32)  # what is small in training is easier to see a little larger
SCENE = 352  # scenes are a little larger than the input: training moves them about
SCENES, HOLDOUT = 20000, 1000
# How many marks a scene is tried to hold. Training scenes are crowded: each mark teaches, and a crowd costs no more to look at.
CROWD, CROWD_OF_HOLDOUT = [0, 2, 3, 4, 5, 6, 7, 8, 10, 12], [0, 1, 1, 1, 2, 2, 3, 4]
ICON = 256  # pixels of a rendered icon
BATCH, STEPS, PEAK_RATE, DECAY = 32, 4000, 2e-3, 0.02
LAST_STEPS, LAST_RATE = 800, 6e-4  # after one cycle of rates another, shorter and lower
FLOOR, TOP_K, NMS_IOU = 0.45, 20, 0.3  # marks hardly overlap
TOLERANCE = 0.15  # Readers shrink pictures with different filters, and small marks feel it.
PAD = 114

# Label and name in simple-icons; the first 21 are those of FlickrLogos-27 that it has.
BRANDS = {
    "Adidas": "adidas", "Apple": "apple", "BMW": "bmw", "Citroen": "citroen", "Coca-Cola": "cocacola", "DHL": "dhl", "FedEx": "fedex", "Ferrari": "ferrari",
    "Ford": "ford", "Google": "google", "HP": "hp", "Intel": "intel", "McDonald's": "mcdonalds", "Mini": "mini", "NBC": "nbc", "Nike": "nike",
    "Porsche": "porsche", "Puma": "puma", "Red Bull": "redbull", "Starbucks": "starbucks", "Vodafone": "vodafone",
    "Android": "android", "Audi": "audi", "Burger King": "burgerking", "KFC": "kfc", "Mastercard": "mastercard", "Mitsubishi": "mitsubishi", "NASA": "nasa",
    "PlayStation": "playstation", "Renault": "renault", "Shell": "shell", "Spotify": "spotify", "The North Face": "thenorthface", "Toyota": "toyota",
    "Visa": "visa", "Volkswagen": "volkswagen",
    # Marks that a moderation policy asks for.
    "Betfair": "betfair", "OnlyFans": "onlyfans"}
LABELS = list(BRANDS)


# Scenes ---------------------------------------------------------------------------------------------------------------

def rasterise(icons, slugs, folder):
    """The filled shape of each icon as an 8-bit mask, cut to its edges."""
    folder.mkdir(parents=True, exist_ok=True)
    masks = []
    for slug in slugs:
        png = folder / f"{slug}.png"
        if not png.exists():
            subprocess.run(["rsvg-convert", "-w", str(ICON), "-h", str(ICON), "-o", png, icons / "icons" / f"{slug}.svg"], check=True)
        alpha = cv2.imread(str(png), cv2.IMREAD_UNCHANGED)[..., 3]
        rows, columns = np.where(alpha.max(1) > 0)[0], np.where(alpha.max(0) > 0)[0]
        masks.append(alpha[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1])
    return masks


class Scenes:
    """Draws scenes: brand marks and marks of others, as paint, signs and stickers, on photographs and patterns."""

    def __init__(self, masks, colors, strangers, photos, crowd, seed):
        self.masks, self.colors, self.strangers, self.photos, self.crowd = masks, colors, strangers, photos, crowd
        self.random = np.random.default_rng(seed)

    def scene(self):
        random = self.random
        picture = self.background()
        taken, boxes = [], []
        for _ in range(random.choice(self.crowd)):
            brand = int(random.integers(len(self.masks)))
            box = self.place(picture, self.masks[brand], self.colors[brand], taken)
            if box is not None:
                boxes.append([brand, *box])
        # Marks of others teach that not every mark is one of ours.
        for _ in range(random.choice([0, 1, 2, 3], p=[0.45, 0.3, 0.15, 0.1])):
            if random.random() < 0.6:
                self.place(picture, self.strangers[random.integers(len(self.strangers))], random.integers(0, 256, 3), taken)
            else:
                self.word(picture, taken)
        return self.camera(picture), boxes

    def background(self):
        random = self.random
        if random.random() < 0.75:
            photo = self.photos[random.integers(len(self.photos))]
            height, width = photo.shape[:2]
            side = int(min(height, width) * random.uniform(0.3, 1))
            top, left = random.integers(height - side + 1), random.integers(width - side + 1)
            picture = cv2.resize(photo[top:top + side, left:left + side], (SCENE, SCENE), interpolation=cv2.INTER_AREA if side > SCENE else cv2.INTER_LINEAR)
            return picture[:, ::-1].copy() if random.random() < 0.5 else picture
        return self.pattern()

    def pattern(self):
        random = self.random
        cells = int(random.integers(1, 12))
        picture = cv2.resize(random.integers(0, 256, (cells, cells, 3)).astype(np.uint8), (SCENE, SCENE),
                             interpolation=int(random.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC])))
        for _ in range(random.integers(0, 8)):
            a, b = (tuple(int(v) for v in random.integers(0, SCENE, 2)) for _ in range(2))
            color = tuple(int(v) for v in random.integers(0, 256, 3))
            draw = random.integers(3)
            if draw == 0:
                cv2.line(picture, a, b, color, int(random.integers(1, 20)), cv2.LINE_AA)
            elif draw == 1:
                cv2.circle(picture, a, int(random.integers(5, 120)), color, int(random.choice([-1, 2, 8])), cv2.LINE_AA)
            else:
                cv2.rectangle(picture, a, b, color, int(random.choice([-1, 2, 8])))
        return picture

    def place(self, picture, mask, brand_color, taken):
        """Paints one mark; the box is that of the mark itself, without the plate behind it. None when it found no free place."""
        random = self.random
        quad, box = self.quad(mask.shape)
        if box is None:
            return None
        style = random.choice(["sign", "outline", "paint"], p=[0.55, 0.18, 0.27])
        margin = random.uniform(0.1, 0.5) * max(mask.shape) if style == "sign" else 0
        # A sign must not hide another mark.
        grown = margin / max(mask.shape) * max(box[2] - box[0], box[3] - box[1])
        claim = [box[0] - grown, box[1] - grown, box[2] + grown, box[3] + grown]
        if any(overlap(claim, other) > 0.02 for other in taken):
            return None
        taken.append(claim)

        ink, ground = self.inks(brand_color)
        height, width = mask.shape
        source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        warp = cv2.getPerspectiveTransform(source, np.float32(quad))
        shade = self.shade()

        if style == "sign":
            border = int(margin)
            plate = np.zeros((height + 2 * border, width + 2 * border), np.uint8)
            shape = random.integers(3)
            if shape == 0:
                plate[:] = 255
            elif shape == 1:
                cv2.ellipse(plate, (plate.shape[1] // 2, plate.shape[0] // 2), (plate.shape[1] // 2, plate.shape[0] // 2), 0, 0, 360, 255, -1, cv2.LINE_AA)
            else:
                radius = border
                cv2.rectangle(plate, (radius, 0), (plate.shape[1] - radius, plate.shape[0]), 255, -1)
                cv2.rectangle(plate, (0, radius), (plate.shape[1], plate.shape[0] - radius), 255, -1)
                for x in (radius, plate.shape[1] - radius - 1):
                    for y in (radius, plate.shape[0] - radius - 1):
                        cv2.circle(plate, (x, y), radius, 255, -1, cv2.LINE_AA)
            moved = warp @ np.array([[1, 0, -border], [0, 1, -border], [0, 0, 1]], np.float64)
            blend(picture, cv2.warpPerspective(plate, moved, (SCENE, SCENE), flags=cv2.INTER_AREA), ground, shade, 1.0)
        elif style == "outline":
            thickness = int(max(mask.shape) * random.uniform(0.02, 0.06)) * 2 + 1
            border = thickness
            padded = cv2.copyMakeBorder(mask, border, border, border, border, cv2.BORDER_CONSTANT)
            wide = cv2.dilate(padded, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thickness, thickness)))
            moved = warp @ np.array([[1, 0, -border], [0, 1, -border], [0, 0, 1]], np.float64)
            blend(picture, cv2.warpPerspective(wide, moved, (SCENE, SCENE), flags=cv2.INTER_AREA), ground, shade, 1.0)

        blend(picture, cv2.warpPerspective(mask, warp, (SCENE, SCENE), flags=cv2.INTER_AREA), ink, shade, random.uniform(0.8, 1))
        if random.random() < 0.2:
            self.cover(picture, box)
        return box

    def quad(self, shape):
        random = self.random
        height, width = shape
        longest = math.exp(random.uniform(math.log(22), math.log(240)))
        scale = longest / max(height, width)
        w, h = width * scale / 2, height * scale / 2
        corners = np.array([[-w, -h], [w, -h], [w, h], [-w, h]])
        corners += random.uniform(-1, 1, (4, 2)) * random.uniform(0, 0.12) * longest  # perspective
        corners[:, 0] *= random.uniform(0.75, 1.1)
        angle = math.radians(random.normal(0, 9) if random.random() < 0.85 else random.uniform(-45, 45))
        corners = corners @ np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        low, high = corners.min(0), corners.max(0)
        room = SCENE - (high - low)
        if (room <= 2).any():
            return None, None
        corners = corners - low + random.uniform(0, 1, 2) * room
        return corners, [*corners.min(0), *corners.max(0)]

    def inks(self, brand):
        random = self.random
        white, black, wild = np.array([245, 245, 245]), np.array([18, 18, 18]), random.integers(0, 256, 3)
        ink = [brand, white, black, wild][random.choice(4, p=[0.4, 0.25, 0.2, 0.15])]
        grounds = [brand, white, black, random.integers(0, 256, 3)]
        ground = grounds[random.choice(4, p=[0.35, 0.3, 0.15, 0.2])]
        if np.abs(ink.astype(int) - ground).sum() < 130:  # could not be told apart
            ground = white if ink.mean() < 128 else black
        return ink, ground

    def shade(self):
        """Light that falls unevenly."""
        if self.random.random() < 0.5:
            return np.float32(self.random.uniform(0.6, 1.1))
        small = self.random.uniform(0.55, 1.15, (3, 3)).astype(np.float32)
        return cv2.resize(small, (SCENE, SCENE), interpolation=cv2.INTER_LINEAR)[..., None]

    def cover(self, picture, box):
        """Something in front of a part of the mark: at most a quarter of its box."""
        random = self.random
        x0, y0, x1, y1 = box
        w, h = (x1 - x0) * random.uniform(0.2, 0.5), (y1 - y0) * random.uniform(0.2, 0.5)
        x, y = random.uniform(x0, x1 - w), random.uniform(y0, y1 - h)
        cv2.rectangle(picture, (int(x), int(y)), (int(x + w), int(y + h)), tuple(int(v) for v in random.integers(0, 256, 3)), -1)

    def word(self, picture, taken):
        random = self.random
        text = "".join(random.choice(list("abcdefghijklmnoprstuvwyzABCDEFGHKLMNOPRSTUW0123456789 "), int(random.integers(2, 10))))
        size = random.uniform(0.5, 2.5)
        (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 3)
        x, y = int(random.integers(0, SCENE)), int(random.integers(10, SCENE))
        box = [x, y - height, x + width, y]
        if any(overlap(box, other) > 0.02 for other in taken):
            return
        font = int(random.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX]))
        cv2.putText(picture, text, (x, y), font, size, tuple(int(v) for v in random.integers(0, 256, 3)), int(random.integers(1, 8)), cv2.LINE_AA)

    def camera(self, picture):
        random = self.random
        if random.random() < 0.35:
            picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.6))
        if random.random() < 0.12:
            length = int(random.integers(3, 8))
            kernel = np.zeros((length, length), np.float32)
            (kernel[length // 2] if random.random() < 0.5 else kernel[:, length // 2])[:] = 1 / length
            picture = cv2.filter2D(picture, -1, kernel)
        if random.random() < 0.4:
            picture = np.clip(picture + random.normal(0, random.uniform(1, 10), picture.shape), 0, 255).astype(np.uint8)
        return picture


def blend(picture, mask, color, shade, strength):
    rows, columns = np.where(mask.max(1) > 0)[0], np.where(mask.max(0) > 0)[0]
    if len(rows) == 0:
        return
    part = np.s_[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    alpha = mask[part][..., None].astype(np.float32) * (strength / 255)
    light = shade if np.ndim(shade) == 0 else shade[part]
    picture[part] = np.clip(picture[part] * (1 - alpha) + np.asarray(color, np.float32) * light * alpha, 0, 255).astype(np.uint8)


def overlap(a, b):
    """Common area as a share of the smaller box."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(0, width) * max(0, height) / max(1, min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])))


def render(options):
    catalogue = {icon["slug"] if "slug" in icon else icon["title"].lower(): icon["hex"]
                 for icon in json.loads((options.icons / "data" / "simple-icons.json").read_text())}
    colors = [np.array([int(catalogue[slug][i:i + 2], 16) for i in (4, 2, 0)]) for slug in BRANDS.values()]  # BGR
    masks = rasterise(options.icons, BRANDS.values(), options.work / "icons")
    # Marks of others: not ours under another name, such as applemusic or googlechrome.
    others = sorted(path.stem for path in (options.icons / "icons").glob("*.svg") if not any(path.stem.startswith(slug[:6]) or slug in path.stem for slug in BRANDS.values()))
    chosen = np.random.default_rng(5).choice(others, 600, replace=False)
    strangers = rasterise(options.icons, chosen, options.work / "icons")
    photos = [cv2.imread(str(path)) for path in sorted(options.photos.rglob("*")) if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".bmp"}]
    photos = [photo for photo in photos if photo is not None and min(photo.shape[:2]) >= 100]
    kept_back = len(photos) // 5
    for name, count, seed, backgrounds, others, crowd in (
            ("holdout", options.holdout, 77, photos[-kept_back:], strangers[500:], CROWD_OF_HOLDOUT),
            ("train", options.scenes, 1, photos[:-kept_back], strangers[:500], CROWD)):
        scenes, random = Scenes(masks, colors, others, backgrounds, crowd, seed), np.random.default_rng(seed + 1)
        bytes_of, boxes_of, started = [], [], time.time()
        for i in range(count):
            picture, boxes = scenes.scene()
            bytes_of.append(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(35, 96))])[1].tobytes())
            boxes_of.append(boxes)
            if i % 1000 == 999:
                print(f"{name} {i + 1}/{count}, {(i + 1) / (time.time() - started):.0f}/s", flush=True)
        (options.work / f"{name}.json").write_text(json.dumps({"lengths": [len(b) for b in bytes_of], "boxes": boxes_of}, default=float))
        (options.work / f"{name}.jpgs").write_bytes(b"".join(bytes_of))


class Rendered:
    """Scenes read back, by number."""

    def __init__(self, work, name):
        index = json.loads((work / f"{name}.json").read_text())
        self.bytes = np.memmap(work / f"{name}.jpgs", np.uint8, "r")
        self.ends = np.cumsum(index["lengths"])
        self.boxes = [np.array(boxes, np.float32).reshape(-1, 5) for boxes in index["boxes"]]

    def __len__(self):
        return len(self.ends)

    def scene(self, i):
        start = self.ends[i - 1] if i else 0
        return cv2.imdecode(np.asarray(self.bytes[start:self.ends[i]]), cv2.IMREAD_COLOR), self.boxes[i].copy()


class Views(torch.utils.data.Dataset):
    """Views of the scenes: scaled, moved and recoloured, another for each number."""

    def __init__(self, work, first, count):
        self.scenes, self.first, self.count = Rendered(work, "train"), first, count

    def __len__(self):
        return self.count

    def __getitem__(self, number):
        number += self.first
        random = np.random.default_rng(number)
        picture, boxes = self.scenes.scene(int(random.integers(len(self.scenes))))
        scale = math.exp(random.uniform(math.log(0.65), math.log(1.35)))
        free = TRAIN_SIDE - SCENE * scale
        move = random.uniform(min(0, free), max(0, free), 2)
        stretch = random.uniform(0.9, 1.1)
        view = cv2.warpAffine(picture, np.array([[scale, 0, move[0]], [0, scale * stretch, move[1]]]), (TRAIN_SIDE, TRAIN_SIDE),
                              flags=cv2.INTER_LINEAR if scale > 0.8 else cv2.INTER_AREA, borderValue=(PAD,) * 3)
        full = boxes.copy()
        full[:, [1, 3]] = boxes[:, [1, 3]] * scale + move[0]
        full[:, [2, 4]] = boxes[:, [2, 4]] * scale * stretch + move[1]
        boxes = full.copy()
        boxes[:, 1:] = boxes[:, 1:].clip(0, TRAIN_SIDE)
        area = lambda b: (b[:, 3] - b[:, 1]) * (b[:, 4] - b[:, 2])
        boxes = boxes[(area(boxes) > 0.6 * area(full)) & (area(boxes) > 100)]
        view = view.astype(np.float32)
        view = view * random.uniform(0.75, 1.25) + random.uniform(-25, 25)
        view *= random.uniform(0.9, 1.1, 3)
        if random.random() < 0.1:
            view[:] = view.mean(2, keepdims=True)
        view = view.clip(0, 255).astype(np.uint8)[..., ::-1]  # to RGB
        return torch.from_numpy(np.ascontiguousarray(view.transpose(2, 0, 1))), torch.from_numpy(boxes)


# Network --------------------------------------------------------------------------------------------------------------

def conv(before, after, size=3, stride=1):
    return nn.Sequential(nn.Conv2d(before, after, size, stride, size // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class Bottleneck(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.both = nn.Sequential(conv(width, width // 2, 1), conv(width // 2, width))

    def forward(self, x):
        return x + self.both(x)


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.box_tower, self.class_tower = conv(width, width), conv(width, width)
        self.box, self.object, self.label = nn.Conv2d(width, 4, 1), nn.Conv2d(width, 1, 1), nn.Conv2d(width, len(LABELS), 1)
        nn.init.constant_(self.object.bias, -5), nn.init.constant_(self.label.bias, -3)

    def forward(self, x):
        boxes, labels = self.box_tower(x), self.class_tower(x)
        return torch.cat([self.box(boxes), self.object(boxes), self.label(labels)], 1)


class Network(nn.Module):
    """Backbone to stride 32, a path back up, and a head for each stride. Output [N, cells, 5 + classes]: raw boxes, logits of the rest."""

    def __init__(self, width=64):
        super().__init__()
        self.stem = nn.Sequential(conv(3, 16, 3, 2), conv(16, 32, 3, 2), Bottleneck(32))
        self.c8 = nn.Sequential(conv(32, 64, 3, 2), Bottleneck(64), Bottleneck(64))
        self.c16 = nn.Sequential(conv(64, 128, 3, 2), Bottleneck(128), Bottleneck(128), Bottleneck(128))
        self.c32 = nn.Sequential(conv(128, 224, 3, 2), Bottleneck(224), Bottleneck(224))
        self.across = nn.ModuleList([conv(64, width, 1), conv(128, width, 1), conv(224, width, 1)])
        self.heads = nn.ModuleList([Head(width) for _ in STRIDES])

    def forward(self, x):
        x = self.stem(x)
        c8 = self.c8(x)
        c16 = self.c16(c8)
        p32 = self.across[2](self.c32(c16))
        p16 = self.across[1](c16) + F.interpolate(p32, scale_factor=2.0, mode="nearest")
        p8 = self.across[0](c8) + F.interpolate(p16, scale_factor=2.0, mode="nearest")
        return torch.cat([head(p).flatten(2).transpose(1, 2) for head, p in zip(self.heads, (p8, p16, p32))], 1)


class Exported(nn.Module):
    """What the YOLOX decoder reads: raw boxes, then probabilities."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, images):
        raw = self.network(images)
        return torch.cat([raw[..., :4], raw[..., 4:].sigmoid()], -1)


@functools.cache
def cells(side):
    """Column and row of every cell of every stride, in the order of the output, and its stride."""
    grids = [np.stack([*np.meshgrid(np.arange(side // s), np.arange(side // s)), np.full((side // s,) * 2, s)], -1).reshape(-1, 3) for s in STRIDES]
    every = torch.tensor(np.concatenate(grids), dtype=torch.float32)
    return every[:, :2], every[:, 2:]


def decoded(raw, side):
    """Corners in input pixels."""
    grid, stride = cells(side)
    centre, half = (raw[..., :2] + grid) * stride, raw[..., 2:4].clamp(-4, 5).exp() * stride / 2
    return torch.cat([centre - half, centre + half], -1)


REACH = ((0, 64), (40, 144), (104, 1e9))  # longest side of the boxes that each stride looks for


def targets(boxes):
    """The box that each cell answers for, or -1: cells near the centre of a box, on the strides made for its size; the smaller box wins."""
    grid, stride_of = cells(TRAIN_SIDE)
    owner = torch.full((len(grid),), -1, dtype=torch.long)
    centres = (grid + 0.5) * stride_of
    for i in sorted(range(len(boxes)), key=lambda i: -float((boxes[i, 3] - boxes[i, 1]) * (boxes[i, 4] - boxes[i, 2]))):
        x0, y0, x1, y1 = boxes[i, 1:]
        longest = max(x1 - x0, y1 - y0)
        for stride, (least, most) in zip(STRIDES, REACH):
            if least <= longest < most:
                near = (centres - torch.tensor([(x0 + x1) / 2, (y0 + y1) / 2])).abs().amax(1) <= 1.25 * stride
                inside = (centres[:, 0] >= x0) & (centres[:, 0] <= x1) & (centres[:, 1] >= y0) & (centres[:, 1] <= y1)
                closest = (centres - torch.tensor([(x0 + x1) / 2, (y0 + y1) / 2])).abs().amax(1) <= 0.5 * stride
                owner[(stride_of[:, 0] == stride) & near & (inside | closest)] = i
    return owner


def giou(a, b):
    low, high = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    common = (high - low).clamp(min=0).prod(1)
    area = lambda box: (box[:, 2:] - box[:, :2]).clamp(min=0).prod(1)
    union = area(a) + area(b) - common + 1e-6
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).clamp(min=0).prod(1) + 1e-6
    return common / union, common / union - (hull - union) / hull


def loss_of(raw, batch_boxes):
    owners = [targets(boxes) for boxes in batch_boxes]
    image = torch.cat([torch.full((int((o >= 0).sum()),), i) for i, o in enumerate(owners)])
    cell = torch.cat([torch.nonzero(o >= 0)[:, 0] for o in owners])
    truth = torch.cat([boxes[o[o >= 0]] for boxes, o in zip(batch_boxes, owners)])
    positives = max(1, len(cell))
    found = decoded(raw, TRAIN_SIDE)[image, cell]
    iou, generalised = giou(found, truth[:, 1:])
    quality = torch.zeros(raw.shape[:2])
    quality[image, cell] = iou.detach().clamp(0.1, 1)
    # Quality focal loss (Li et al. 2020): easy background counts little.
    logits = raw[..., 4]
    weight = (logits.detach().sigmoid() - quality).abs() ** 2
    of_object = (F.binary_cross_entropy_with_logits(logits, quality, reduction="none") * weight).sum() / positives
    names, given = truth[:, 0].long(), raw[image, cell, 5:]
    # Whether it is each of the brands, as the decoder reads it; and, which teaches faster, which of them it is.
    of_label = (F.binary_cross_entropy_with_logits(given, F.one_hot(names, len(LABELS)).float(), reduction="sum")
                + F.cross_entropy(given, names, reduction="sum")) / positives
    of_box = (1 - generalised).sum() / positives
    return 2 * of_box + 2 * of_object + of_label, (of_box.item(), of_object.item(), of_label.item())


def train(options):
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = Network().to(memory_format=torch.channels_last)
    print(f"{sum(p.numel() for p in network.parameters())} parameters", flush=True)
    optimizer = torch.optim.AdamW(network.parameters(), PEAK_RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=options.steps, pct_start=0.08)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    first, checkpoint = 0, options.work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        first, average = state["step"], state["average"]
        network.load_state_dict(state["network"]), optimizer.load_state_dict(state["optimizer"]), schedule.load_state_dict(state["schedule"])
    steps = options.steps + LAST_STEPS
    views = Views(options.work, first * BATCH, (steps - first) * BATCH)
    loader = torch.utils.data.DataLoader(views, BATCH, num_workers=1, prefetch_factor=4,
                                         collate_fn=lambda items: (torch.stack([v for v, _ in items]), [b for _, b in items]))
    started, parts, recent = time.time(), np.zeros(3), 0.0
    network.train()
    for step, (pictures, boxes) in enumerate(loader, first):
        x = (pictures.float() / 255).contiguous(memory_format=torch.channels_last)
        loss, detail = loss_of(network(x), boxes)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 10)
        optimizer.step()
        if step + 1 < options.steps:
            schedule.step()
        else:
            for group in optimizer.param_groups:
                group["lr"] = LAST_RATE * (1 + math.cos(math.pi * (step + 1 - options.steps) / LAST_STEPS)) / 2
        keep = min(0.998, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                average[name].mul_(keep).add_(value, alpha=1 - keep)
            else:
                average[name].copy_(value)
        parts, recent = 0.97 * parts + 0.03 * np.array(detail), 0.97 * recent + 0.03 * loss.item()
        if step % 20 == 19:
            print(f"step {step + 1}/{steps} loss {recent:.3f} box {parts[0]:.3f} object {parts[1]:.3f} label {parts[2]:.3f} "
                  f"{(step + 1 - first) * BATCH / (time.time() - started):.1f} images/s", flush=True)
        if step % 200 == 199:
            torch.save({"step": step + 1, "average": average, "network": network.state_dict(), "optimizer": optimizer.state_dict(),
                        "schedule": schedule.state_dict()}, checkpoint)


# Measuring ------------------------------------------------------------------------------------------------------------

def trained(options):
    network = Network()
    network.load_state_dict(torch.load(options.work / "checkpoint.pt")["average"])
    return network.eval()


def letterboxed(picture):
    """As the pipeline does, whose filter is linear: the long side to SIDE, grey below or to the right."""
    height, width = picture.shape[:2]
    scale = SIDE / max(height, width)
    small = np.asarray(Image.fromarray(picture).resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BILINEAR))
    canvas = np.full((SIDE, SIDE, 3), PAD, np.uint8)
    canvas[:small.shape[0], :small.shape[1]] = small
    return canvas, scale


def detect(network, picture, floor=0.05, iou=NMS_IOU):
    """Rows of label, score, x0, y0, x1, y1 in the picture's pixels, per-class NMS."""
    canvas, scale = letterboxed(picture)
    with torch.no_grad():
        raw = network((torch.from_numpy(np.ascontiguousarray(canvas[..., ::-1].transpose(2, 0, 1)))[None].float() / 255))
    boxes, probability = decoded(raw, SIDE)[0], raw[0, :, 4:].sigmoid()
    score, label = (probability[:, 0:1] * probability[:, 1:]).max(1)
    kept = torch.nonzero(score >= floor)[:, 0]
    kept = kept[score[kept].argsort(descending=True)][:300]
    rows = []
    for i in kept.tolist():
        box = boxes[i].numpy() / scale
        if all(row[0] != int(label[i]) or iou_of(row[2:], box) < iou for row in rows):
            rows.append([int(label[i]), float(score[i]), *box])
    return rows


def iou_of(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    common = max(0, width) * max(0, height)
    return common / max(1e-9, (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def average_precision(found, truth, label):
    """AP50 of one label by all-point interpolation (PASCAL VOC 2010 on): `found` and `truth` are lists of rows, one an image."""
    rows = sorted(((row[1], i, row[2:]) for i, rows in enumerate(found) for row in rows if row[0] == label), key=lambda row: -row[0])
    wanted = [[box[1:] for box in boxes if box[0] == label] for boxes in truth]
    total, used, hits = sum(map(len, wanted)), [set() for _ in wanted], []
    if total == 0:
        return None
    for _, i, box in rows:
        best = max(range(len(wanted[i])), key=lambda j: iou_of(wanted[i][j], box), default=None)
        hit = best is not None and best not in used[i] and iou_of(wanted[i][best], box) >= 0.5
        if hit:
            used[i].add(best)
        hits.append(hit)
    recall = np.cumsum(hits) / total if hits else np.zeros(0)
    precision = np.cumsum(hits) / (np.arange(len(hits)) + 1) if hits else np.zeros(0)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(np.concatenate([[0], recall])) * precision).sum())


def at_threshold(found, truth, floor):
    """Precision and recall, all labels together, of what is at or above the threshold."""
    hits, answers, wanted = 0, 0, sum(map(len, truth))
    for rows, boxes in zip(found, truth):
        free = list(range(len(boxes)))
        for row in sorted((row for row in rows if row[1] >= floor), key=lambda row: -row[1]):
            answers += 1
            match = next((j for j in free if boxes[j][0] == row[0] and iou_of(boxes[j][1:], row[2:]) >= 0.5), None)
            if match is not None:
                free.remove(match)
                hits += 1
    return {"precision": hits / max(1, answers), "recall": hits / max(1, wanted)}


def summary(found, truth, labels):
    per_label = {LABELS[i]: ap for i in labels if (ap := average_precision(found, truth, i)) is not None}
    return {"ap50": float(np.mean(list(per_label.values()))), "per_brand": {name: round(ap, 3) for name, ap in per_label.items()},
            "at": {str(floor): {k: round(v, 3) for k, v in at_threshold(found, truth, floor).items()} for floor in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6)}}


def measure(options):
    torch.set_num_threads(options.threads)
    network = trained(options)
    holdout = Rendered(options.work, "holdout")
    scenes = [holdout.scene(i) for i in range(len(holdout))]
    figures = {"holdout": summary([detect(network, picture) for picture, _ in scenes], [boxes.tolist() for _, boxes in scenes], range(len(LABELS)))}
    if options.real:
        ids = {"".join(filter(str.isalnum, name)).lower(): i for i, name in enumerate(LABELS)}
        found, truth = [], []
        for entry in json.loads(options.truth.read_text())["images"]:
            boxes = [[ids[box["label"].lower()], *box["box"]] for box in entry["boxes"] if box["label"].lower() in ids]
            if boxes:
                found.append(detect(network, cv2.imread(str(options.real / entry["file"]))))
                truth.append(boxes)
        figures["real"] = {"images": len(found), **summary(found, truth, sorted({box[0] for boxes in truth for box in boxes}))}
    if options.strangers:
        tops = [max((row[1] for row in detect(network, cv2.imread(str(path)))), default=0.0) for path in sorted(options.strangers.iterdir())]
        figures["strangers"] = {"images": len(tops), "labelled_at": {str(floor): round(float(np.mean(np.array(tops) >= floor)), 3) for floor in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6)}}
    print(json.dumps(figures, indent=1))
    (options.work / "figures.json").write_text(json.dumps(figures, indent=1))


def export(options):
    FOLDER.mkdir(exist_ok=True)
    network = trained(options)
    torch.onnx.export(Exported(network).eval(), torch.zeros(1, 3, SIDE, SIDE), FOLDER / "model.onnx", opset_version=13,
                      input_names=["images"], output_names=["output"], dynamic_axes={"images": {0: "N"}, "output": {0: "N"}})
    package.manifest(FOLDER, "logos.py", LABELS, "logo", SIDE, f"mode: letterbox, position: top-left, pad: {PAD}",
                     f"decoder: yolox, top_k: {TOP_K}, floor: {FLOOR}, nms_iou: {NMS_IOU}", 8)
    count = package.golden(FOLDER, TOLERANCE, FLOOR, TOP_K, lambda picture: best_of(network, np.asarray(picture)[..., ::-1]))
    print(count, "golden outputs")


def best_of(network, picture):
    """The best score of each label: the golden output."""
    best = {}
    for label, score, *_ in detect(network, picture, FLOOR):
        best[LABELS[label]] = max(score, best.get(LABELS[label], 0))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["render", "train", "measure", "export"])
    for name in ("icons", "photos", "work", "real", "truth", "strangers"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=name == "work")
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument("--holdout", type=int, default=HOLDOUT)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    {"render": render, "train": train, "measure": measure, "export": export}[options.step](options)


if __name__ == "__main__":
    main()
