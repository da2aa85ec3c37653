#!/usr/bin/env python3
"""Renders samples/: small pictures of our own, in the formats and oddities that real sources hold.

    /usr/bin/python3 models/training/samples.py

Every scene is drawn at twice its size and shrunk. Seeds are fixed, so the pixels are the same on every run; encoded bytes
may differ between versions of Pillow. Needs numpy and Pillow.
"""
import math
import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "samples"
SCALE = 2


def rgb(text):
    return tuple(int(text[i:i + 2], 16) for i in (0, 2, 4))


class Scene:
    """A canvas at SCALE times its size; coordinates are in pixels of the finished picture."""

    def __init__(self, width, height, stops, seed=0):
        self.width, self.height = width, height
        self.random = np.random.default_rng(seed)
        self.image = gradient(width, height, stops)

    def polygon(self, points, color, blur=0.0, alpha=1.0):
        self._paint(lambda draw: draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255), color, blur, alpha)

    def ellipse(self, x, y, rx, ry, color, blur=0.0, alpha=1.0):
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self._paint(lambda draw: draw.ellipse(box, fill=255), color, blur, alpha)

    def rectangle(self, x, y, width, height, color, alpha=1.0):
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], color, alpha=alpha)

    def line(self, points, width, color, alpha=1.0, blur=0.0):
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._paint(lambda draw: draw.line(scaled, fill=255, width=max(1, round(width * SCALE)), joint="curve"), color, blur, alpha)

    def ball(self, x, y, r, color, squash=1.0):
        """A lit sphere: shade at its lower right, a highlight at its upper left."""
        size = (round(2 * r * SCALE), round(2 * r * squash * SCALE))
        v, u = np.mgrid[-1:1:size[1] * 1j, -1:1:size[0] * 1j]
        inside = np.clip((1 - np.hypot(u, v)) * r * SCALE, 0, 1)
        light = np.clip(0.62 + 0.42 * np.sqrt(np.clip(1 - u * u - v * v, 0, 1)) - 0.30 * (u + v), 0.25, 1.25)
        shine = np.clip(1 - np.hypot(u + 0.38, v + 0.42) / 0.34, 0, 1) ** 2 * 120
        pixels = np.clip(np.array(rgb(color)) * light[..., None] + shine[..., None], 0, 255).astype(np.uint8)
        at = (round((x - r) * SCALE), round((y - r * squash) * SCALE))
        self.image.paste(Image.fromarray(pixels), at, Image.fromarray((inside * 255).astype(np.uint8)))

    def ridge(self, base, height, rough, color, foot=None, steps=8, blur=0.0):
        """A range of hills whose skyline is a midpoint displacement around `base`."""
        line = np.zeros(2)
        for step in range(steps):
            middle = (line[:-1] + line[1:]) / 2 + self.random.normal(0, height * rough ** step, len(line) - 1)
            line = np.insert(line, range(1, len(line)), middle)
        xs = np.linspace(0, self.width, len(line))
        foot = self.height if foot is None else foot
        self.polygon([*zip(xs, base - line), (self.width, foot), (0, foot)], color, blur)

    def grain(self, amount):
        noise = self.random.normal(0, amount, (self.height * SCALE, self.width * SCALE, 1))
        self.image = Image.fromarray(np.clip(np.asarray(self.image, float) + noise, 0, 255).astype(np.uint8))

    def finish(self):
        return self.image.resize((self.width, self.height), Image.Resampling.BOX)

    def _paint(self, paint, color, blur, alpha):
        mask = Image.new("L", self.image.size)
        paint(ImageDraw.Draw(mask))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE))
        if alpha < 1:
            mask = mask.point(lambda value: round(value * alpha))
        self.image.paste(rgb(color), mask=mask)


def gradient(width, height, stops):
    """Vertical; stops are (0..1, colour)."""
    at = np.linspace(0, 1, height * SCALE)
    column = np.stack([np.interp(at, [s for s, _ in stops], [rgb(c)[i] for _, c in stops]) for i in range(3)], 1)
    return Image.fromarray(np.repeat(np.round(column).astype(np.uint8)[:, None], width * SCALE, axis=1))


def sunset_sea():
    s = Scene(640, 480, [(0, "4a3168"), (0.15, "b04a62"), (0.32, "f07a3a"), (0.58, "ffc15a"), (1, "ffc15a")], 1)
    s.ellipse(400, 262, 120, 110, "ffd873", blur=45, alpha=0.9)
    s.ellipse(400, 252, 44, 44, "fff3c4")
    for y, x, w in [(92, 150, 230), (120, 420, 300), (150, 210, 260), (178, 520, 190), (200, 90, 150)]:
        s.ellipse(x, y, w / 2, 7, "ff9d6b", blur=5, alpha=0.6)
    s.image.paste(gradient(640, 480, [(0.58, "ee8a42"), (0.8, "b5523f"), (1, "4a2b4c")]), mask=below(s, 279))
    for i in range(150):
        t = i / 150
        y, spread = 281 + t * 195, 18 + 95 * t
        x = 400 + s.random.normal(0, spread)
        w = 6 + 34 * t * s.random.random()
        s.ellipse(x, y, w, 0.9 + 1.8 * t, "ffd98a", alpha=0.85 * (1 - 0.55 * t))
    for i in range(90):
        y = 283 + 190 * s.random.random() ** 1.2
        s.ellipse(640 * s.random.random(), y, 10 + (y - 280) / 5, 0.6 + (y - 280) / 130, "2a1c40", alpha=0.35)
    s.polygon([(0, 279), (0, 246), (60, 238), (120, 252), (170, 268), (215, 279)], "4a2540")
    s.polygon([(196, 352), (268, 352), (254, 368), (210, 368)], "1c1426")
    s.polygon([(230, 348), (230, 262), (276, 346)], "f8e5cf")
    s.polygon([(226, 348), (226, 280), (194, 344)], "e9bfa2")
    s.line([(228, 256), (228, 354)], 2.2, "1c1426")
    return s.finish()


def below(scene, y):
    mask = Image.new("L", scene.image.size)
    ImageDraw.Draw(mask).rectangle([0, y * SCALE, scene.width * SCALE, scene.height * SCALE], fill=255)
    return mask


def forest_path():
    s = Scene(480, 640, [(0, "dff0b8"), (0.35, "b4d98a"), (0.62, "6fa653"), (1, "2f6b34")], 2)
    s.ellipse(250, 190, 130, 190, "fbffe0", blur=55, alpha=0.85)
    layers = [(18, "9cc57f", 6, 400), (16, "6fa35c", 10, 430), (12, "47803f", 16, 470), (6, "255a2d", 26, 540)]
    for count, color, width, foot in layers:
        for i in range(count):
            x = (i + s.random.uniform(0.1, 0.9)) * 480 / count
            if abs(x - 245) < width * 2.6:
                continue
            s.polygon([(x - width / 2, foot), (x - width / 4, -10), (x + width / 4, -10), (x + width / 2, foot)], color)
            for _ in range(9):
                s.ellipse(x + s.random.normal(0, width * 1.6), s.random.uniform(-30, 210), width * 2.1, width * 1.3, color, blur=1.5, alpha=0.8)
        s.ridge(foot, 10, 0.55, color)
    s.ridge(520, 12, 0.5, "3d8238")
    s.polygon([(236, 505), (258, 505), (300, 560), (400, 650), (70, 650), (190, 560)], "b58a57", blur=2)
    s.polygon([(240, 505), (252, 505), (270, 560), (310, 650), (150, 650), (215, 560)], "d6ae78", blur=8, alpha=0.8)
    for _ in range(420):
        x, y = s.random.uniform(0, 480), s.random.uniform(535, 650)
        if abs(x - 240) > (y - 480) * 0.9:
            h = (y - 500) / 5
            s.line([(x, y), (x + s.random.normal(0, 4), y - h)], 1.6, ["5aa03e", "2f7031", "83bd52", "1f5a2a"][s.random.integers(4)])
    for x in (170, 215, 262):
        s.polygon([(x, -10), (x + 26, -10), (x + 150, 520), (x + 70, 520)], "fdffd8", blur=9, alpha=0.16)
    return s.finish()


def night_city():
    s = Scene(640, 400, [(0, "070b1f"), (0.55, "142052"), (0.78, "39306e"), (1, "39306e")], 3)
    for _ in range(110):
        s.ellipse(s.random.uniform(0, 640), s.random.uniform(0, 210), 0.8, 0.8, "cfd8ff", alpha=s.random.uniform(0.3, 1))
    s.ellipse(520, 74, 62, 62, "3d4f96", blur=24, alpha=0.6)
    s.ellipse(520, 74, 27, 27, "f4f1dc")
    s.ellipse(511, 67, 6, 6, "dcd8bf")
    s.ellipse(528, 84, 4, 4, "dcd8bf")
    for color, low, high, lit, seed in [("23265c", 120, 205, 0.0, 7), ("12163a", 70, 185, 0.42, 8), ("080b20", 30, 110, 0.5, 9)]:
        random = np.random.default_rng(seed)
        x = -10
        while x < 640:
            width, height = int(random.integers(36, 68)), int(random.integers(low, high))
            top = 330 - height
            s.rectangle(x, top, width, 400, color)
            if random.random() < 0.3:
                s.line([(x + width / 2, top - 22), (x + width / 2, top)], 1.6, color)
                if lit:
                    s.ellipse(x + width / 2, top - 23, 2, 2, "ff4a4a")
            for wy in range(top + 8, 326, 11):
                for wx in range(x + 6, x + width - 7, 10):
                    if random.random() < lit * 0.75:
                        s.rectangle(wx, wy, 5, 6, ["ffd879", "ffc24d", "fff0c0", "8fb6ff"][random.integers(4)])
            x += width + int(random.integers(0, 6))
    flipped = s.image.crop((0, 260 * SCALE, 640 * SCALE, 330 * SCALE)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(4))
    s.image.paste(Image.blend(flipped, Image.new("RGB", flipped.size, rgb("0a1030")), 0.5), (0, 330 * SCALE))
    s.line([(0, 330), (640, 330)], 2, "05071a")
    for _ in range(60):
        y = s.random.uniform(334, 398)
        s.ellipse(s.random.uniform(0, 640), y, 16, 0.7, "3a4580", alpha=0.5)
    return s.finish()


def fruit_bowl():
    s = Scene(640, 480, [(0, "fbf7f0"), (0.6, "f1e8db"), (0.601, "9a6238"), (1, "6d3f22")], 4)
    for i in range(26):
        y = 292 + i * 7.6
        s.line([(0, y + s.random.normal(0, 1)), (640, y + s.random.normal(0, 2))], 1, "5a3219", alpha=0.25)
    s.ellipse(330, 420, 230, 30, "2c170b", blur=14, alpha=0.6)
    for x, y, r, color, squash in [
            (230, 218, 58, "d3222a", 1), (412, 214, 56, "f0851d", 1), (320, 186, 60, "7fb52e", 1),
            (296, 250, 56, "f7ce2e", 0.85), (372, 252, 54, "c81e2b", 1), (180, 258, 42, "f2902a", 1), (462, 258, 44, "8dbd38", 1)]:
        s.ball(x, y, r, color, squash)
    for x, y in [(230, 166), (320, 132), (374, 204)]:
        s.line([(x, y + 10), (x + 5, y - 10)], 3.6, "5b3a1c")
        s.polygon([(x + 4, y - 4), (x + 22, y - 18), (x + 36, y - 12), (x + 22, y - 2)], "4f9135")
    s.ellipse(548, 428, 66, 10, "2c170b", blur=8, alpha=0.55)
    s.line([(546, 372), (556, 342)], 3.4, "6b4a24")
    for row, count in enumerate([4, 5, 4, 2]):
        for i in range(count):
            s.ball(548 + (i - (count - 1) / 2) * 21, 376 + row * 16, 13, ["6b2d83", "7d3a96", "5c2473"][(i + row) % 3])
    bowl = [(120, 270)] + [(330 - 210 * math.cos(a), 272 + 140 * math.sin(a)) for a in np.linspace(0, math.pi, 60)]
    s.polygon(bowl, "3f7fb5")
    s.polygon([(330 - 210 * math.cos(a), 272 + 140 * math.sin(a)) for a in np.linspace(1.9, math.pi, 40)] + [(420, 290)], "1d4d7c", blur=22, alpha=0.55)
    s.polygon([(120, 268), (540, 268), (536, 292), (124, 292)], "5b9dd1")
    s.polygon([(120, 268), (540, 268), (539, 273), (121, 273)], "a5cfee")
    for x in range(150, 520, 34):
        s.ellipse(x, 320 - abs(x - 330) * 0.06, 6, 6, "e8f2fa", alpha=0.9)
    return s.finish()


def snowy_hill():
    s = Scene(640, 427, [(0, "8fc1ea"), (0.5, "d3e9f7"), (1, "f4f9fd")], 5)
    s.ridge(215, 60, 0.52, "a9c4dc", steps=7)
    s.ridge(245, 34, 0.5, "c9dcea", steps=7)
    s.polygon([(0, 300), (130, 268), (300, 262), (470, 292), (640, 256), (640, 427), (0, 427)], "f7fafd")
    s.polygon([(0, 372), (200, 330), (420, 352), (640, 318), (640, 427), (0, 427)], "e6f0f8", blur=6)
    for x, y, h in [(70, 300, 92), (122, 292, 66), (560, 286, 104), (610, 280, 74), (508, 296, 58), (30, 322, 120), (455, 300, 40)]:
        s.ellipse(x + h * 0.3, y + 4, h * 0.42, 5, "9bb6cf", blur=4, alpha=0.7)
        s.rectangle(x - 3, y - 6, 6, 14, "5c4330")
        for k in range(4):
            top, half = y - h + k * h * 0.2, h * (0.12 + 0.07 * k)
            s.polygon([(x, top), (x - half, top + h * 0.36), (x + half, top + h * 0.36)], "2c5c4a")
            s.polygon([(x, top), (x - half * 0.7, top + h * 0.22), (x - half * 0.1, top + h * 0.15), (x + half * 0.4, top + h * 0.2)], "f6fbff")
    s.rectangle(270, 238, 86, 48, "a2432f")
    s.polygon([(258, 242), (313, 202), (368, 242)], "fbfdff")
    s.rectangle(303, 256, 18, 30, "5a2418")
    for x in (280, 332):
        s.rectangle(x, 250, 14, 14, "ffd67a")
    s.rectangle(336, 200, 10, 22, "7a3426")
    s.ellipse(343, 188, 9, 8, "ffffff", blur=5, alpha=0.9)
    s.ellipse(354, 170, 14, 10, "ffffff", blur=6, alpha=0.8)
    for _ in range(230):
        r = s.random.uniform(0.7, 2.1)
        s.ellipse(s.random.uniform(0, 640), s.random.uniform(0, 427), r, r, "ffffff", alpha=0.85)
    return s.finish()


def desert_dunes():
    s = Scene(720, 405, [(0, "5fb0e0"), (0.45, "cfe6ee"), (0.55, "f6e2bd"), (1, "f6e2bd")], 6)
    s.ellipse(590, 70, 64, 64, "fff6d0", blur=26, alpha=0.9)
    s.ellipse(590, 70, 28, 28, "fffbe6")
    dunes = [(196, 26, 1.7, 0.3, "e9b877", "cf9252"), (240, 34, 1.2, 1.9, "e2a45a", "bb7534"), (302, 40, 0.9, 4.1, "d78f45", "a35f27")]
    for base, height, waves, phase, light, dark in dunes:
        xs = np.linspace(0, 720, 121)
        crest = base - height * np.sin(xs / 720 * waves * 2 * math.pi + phase) * (0.75 + 0.25 * np.sin(xs / 110))
        s.polygon([*zip(xs, crest), (720, 405), (0, 405)], light)
        slope = np.gradient(crest, xs)
        for i in range(120):
            if slope[i] > 0.02:  # the side away from the sun
                depth = 20 + 150 * min(0.5, slope[i])
                s.polygon([(xs[i], crest[i]), (xs[i + 1] + 0.5, crest[i + 1]), (xs[i + 1] - depth * 0.55, crest[i + 1] + depth), (xs[i] - depth * 0.55, crest[i] + depth)], dark, alpha=0.55)
        for k in range(1, 12):
            s.line([*zip(xs, crest + k * 9 + 2.5 * np.sin(xs / 23 + k))], 0.9, dark, alpha=0.28)
    for i, x in enumerate((150, 196, 243)):
        y = 246 + 2 * i
        s.ellipse(x, y, 13, 7, "4a2b18")
        s.ellipse(x - 1, y - 7, 6, 6, "4a2b18")
        s.line([(x + 10, y - 2), (x + 18, y - 13), (x + 24, y - 13)], 3.4, "4a2b18")
        for leg in (-9, -5, 6, 10):
            s.line([(x + leg, y + 3), (x + leg, y + 20)], 1.8, "4a2b18")
    s.grain(3)
    return s.finish()


def street_poster():
    s = Scene(420, 594, [(0, "d62a2a"), (1, "bf1d28")], 7)
    s.rectangle(18, 18, 384, 558, "f5e9d2")
    s.rectangle(28, 28, 364, 538, "d62a2a")
    for i in range(24):
        a, b = i * math.pi / 12, i * math.pi / 12 + math.pi / 24
        s.polygon([(210, 270), (210 + 800 * math.cos(a), 270 + 800 * math.sin(a)), (210 + 800 * math.cos(b), 270 + 800 * math.sin(b))], "e2483a")
    for x, y, w, h in [(0, 0, 420, 18), (0, 576, 420, 18), (0, 0, 18, 594), (402, 0, 18, 594)]:
        s.rectangle(x, y, w, h, "c9202a")
    for x, y, w, h in [(18, 18, 384, 10), (18, 566, 384, 10), (18, 18, 10, 558), (392, 18, 10, 558)]:
        s.rectangle(x, y, w, h, "f5e9d2")
    s.ellipse(210, 270, 128, 128, "f5c53b")
    for x in (150, 270):
        s.ellipse(x, 338, 46, 46, "1f1a1d")
        s.ellipse(x, 338, 37, 37, "f5c53b")
        for k in range(8):
            s.line([(x, 338), (x + 38 * math.cos(k * math.pi / 4), 338 + 38 * math.sin(k * math.pi / 4))], 1.4, "1f1a1d")
    s.line([(150, 338), (190, 268), (250, 268), (206, 338), (150, 338)], 7, "1f1a1d")
    s.line([(206, 338), (180, 250)], 7, "1f1a1d")
    s.line([(270, 338), (244, 244), (262, 232)], 7, "1f1a1d")
    s.line([(164, 250), (198, 250)], 9, "1f1a1d")
    letters(s, "RIDE", 210, 98, 12, 6)
    letters(s, "SUNDAY", 210, 478, 8, 4)
    return s.finish()


# A 5 x 7 alphabet, so that the words do not depend on an installed font.
GLYPHS = {
    "R": "11110 10001 10001 11110 10100 10010 10001", "I": "11111 00100 00100 00100 00100 00100 11111",
    "D": "11110 10001 10001 10001 10001 10001 11110", "E": "11111 10000 10000 11110 10000 10000 11111",
    "S": "01111 10000 10000 01110 00001 00001 11110", "U": "10001 10001 10001 10001 10001 10001 01110",
    "N": "10001 11001 10101 10011 10001 10001 10001", "A": "01110 10001 10001 11111 10001 10001 10001",
    "Y": "10001 10001 01010 00100 00100 00100 00100",
}


def letters(scene, text, x, y, cell, gap):
    width = len(text) * 5 * cell + (len(text) - 1) * (cell + gap) - gap
    left = x - width / 2
    for letter in text:
        for row, bits in enumerate(GLYPHS[letter].split()):
            for column, bit in enumerate(bits):
                if bit == "1":
                    scene.rectangle(left + column * cell, y - 3.5 * cell + row * cell, cell, cell, "fff6e2")
        left += 6 * cell + gap - gap / len(text)


def pink_flower():
    s = Scene(480, 480, [(0, "4f8f46"), (0.5, "3f7d3c"), (1, "2a5a30")], 8)
    for _ in range(46):
        s.ellipse(s.random.uniform(0, 480), s.random.uniform(0, 480), s.random.uniform(18, 60), s.random.uniform(18, 60),
                  ["6fae52", "2c6433", "8cc067", "1f4d2b"][s.random.integers(4)], blur=16, alpha=0.5)
    s.line([(244, 240), (252, 360), (236, 490)], 10, "33702f")
    s.polygon([(248, 400), (310, 352), (392, 352), (330, 408), (250, 424)], "4c9440")
    s.line([(250, 412), (388, 353)], 1.6, "2f6a2c")
    for ring, (count, length, width, color) in enumerate([(12, 170, 36, "d8467f"), (12, 146, 34, "ee6d9f"), (10, 108, 27, "f79cc0"), (8, 70, 19, "fcc4d9")]):
        for i in range(count):
            petal(s, 240, 212, length, width, (i + ring * 0.5) * 2 * math.pi / count, color)
    s.ball(240, 212, 34, "f0b429")
    for i in range(70):
        r, a = 30 * math.sqrt(i / 70), i * 2.39996
        s.ellipse(240 + r * math.cos(a), 212 + r * math.sin(a), 1.7, 1.7, "a8650f")
    return s.finish()


def petal(scene, x, y, length, width, angle, color):
    def at(t, side):
        across = side * width * math.sin(math.pi * t ** 0.75) * (1 if t < 1 else 0)
        return x + t * length * math.cos(angle) - across * math.sin(angle), y + t * length * math.sin(angle) + across * math.cos(angle)

    steps = np.linspace(0, 1, 24)
    scene.polygon([at(t, 1) for t in steps] + [at(t, -1) for t in steps[::-1]], color)
    shade = "%02x%02x%02x" % tuple(int(c * 0.82) for c in rgb(color))
    for side in (-0.45, 0, 0.45):
        scene.line([at(t, side) for t in np.linspace(0.2, 0.88, 10)], 1.1, shade, alpha=0.6)


def lavender_field():
    s = Scene(640, 426, [(0, "b9d7f2"), (0.3, "f3e3ee"), (0.42, "fbe8d8"), (1, "fbe8d8")], 9)
    s.ridge(160, 30, 0.5, "a6a0cc", steps=6)
    s.ridge(176, 18, 0.5, "8b86b8", steps=6)
    s.polygon([(0, 180), (640, 180), (640, 426), (0, 426)], "7d9a55")
    horizon, vanish = 180, 330
    for i in range(-16, 17):
        left, right = vanish + i * 62 - 24, vanish + i * 62 + 24
        s.polygon([(vanish + i * 7 - 2, horizon), (vanish + i * 7 + 2, horizon), (right + (right - vanish) * 0.6, 436), (left + (left - vanish) * 0.6, 436)], "6a3fa0")
    for _ in range(2600):
        t = s.random.random() ** 0.55
        row = int(s.random.integers(-16, 17))
        x = vanish + (row * 7) * (1 - t) + (row * 99) * t + s.random.normal(0, 2 + 15 * t)
        y = horizon + 2 + 240 * t - s.random.random() * 8 * t
        s.ellipse(x, y, 0.7 + 2.2 * t, 1 + 4.5 * t, ["7b4bb5", "9467cc", "5b3391", "b08be0"][s.random.integers(4)])
    for x, h in [(96, 60), (120, 46), (505, 70), (532, 52), (552, 62)]:
        s.ellipse(x, 182 - h / 2, 8, h / 2, "3d5a3a")
    s.rectangle(430, 154, 46, 28, "ecd9b8")
    s.polygon([(424, 156), (453, 138), (482, 156)], "b5613f")
    s.rectangle(448, 166, 9, 16, "7a5236")
    return s.finish()


def lighthouse(beam):
    s = Scene(400, 300, [(0, "0d1738"), (0.4, "0d1738"), (0.401, "162452"), (0.7, "162452"), (0.701, "0b2a4a"), (1, "0b2a4a")], 10)
    for _ in range(46):
        s.ellipse(s.random.uniform(0, 400), s.random.uniform(0, 190), 0.9, 0.9, "e6ebff")
    angle = beam * math.pi / 2 - 0.25
    half = 0.11
    reach = 420 * abs(math.cos(angle)) + 60
    for sign in (1, -1):
        ends = [(146 + sign * reach * math.cos(angle + d), 104 + sign * reach * math.sin(angle + d) * 0.35) for d in (-half, half)]
        s.polygon([(146, 104), *ends], "ffe9a3", alpha=0.55)
    for y in (224, 240, 258, 280):
        for x in range(-20 + y % 30, 420, 64):
            s.line([(x, y), (x + 14, y - 2), (x + 28, y)], 1.6, "2d5f8c")
    s.polygon([(40, 300), (70, 236), (112, 214), (184, 214), (226, 246), (250, 300)], "2b2430")
    s.polygon([(122, 220), (132, 116), (160, 116), (170, 220)], "f2efe9")
    for top in (136, 176):
        s.polygon([(132 - (top - 116) * 0.096, top), (160 + (top - 116) * 0.096, top), (161.9 + (top - 116) * 0.096, top + 20), (130.1 - (top - 116) * 0.096, top + 20)], "c8282f")
    s.rectangle(126, 112, 40, 6, "1d1a22")
    s.rectangle(136, 96, 20, 17, "ffe27a")
    s.polygon([(132, 97), (146, 82), (160, 97)], "c8282f")
    s.rectangle(190, 190, 36, 26, "d8cfc0")
    s.polygon([(184, 192), (208, 174), (232, 192)], "8c2f2a")
    s.rectangle(198, 198, 8, 9, "ffd263")
    return s.finish()


def lake_phone():
    s = Scene(480, 640, [(0, "2f7fd0"), (0.3, "8cc3ef"), (0.45, "dcecf5"), (1, "dcecf5")], 11)
    for x, y, r in [(110, 90, 34), (150, 80, 42), (192, 94, 30), (350, 140, 26), (384, 132, 34), (416, 144, 24)]:
        s.ellipse(x, y, r, r * 0.62, "ffffff", blur=6, alpha=0.9)
    s.ridge(230, 74, 0.5, "6f8fb3", steps=7)
    s.ridge(272, 30, 0.52, "3f6f6a", steps=7)
    s.ridge(306, 10, 0.6, "2f5d45", steps=8)
    upper = s.image.crop((0, 0, 480 * SCALE, 318 * SCALE)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(5))
    s.image.paste(Image.blend(upper, Image.new("RGB", upper.size, rgb("1a5a96")), 0.34), (0, 318 * SCALE))
    for _ in range(70):
        y = s.random.uniform(325, 636)
        s.ellipse(s.random.uniform(0, 480), y, 18 + (y - 320) / 7, 0.5 + (y - 320) / 240, "d5ebfa", alpha=0.35)
    for i in range(12):
        y, w = 640 - i * 19, 84 - i * 5.4
        s.polygon([(236 - w, y), (236 + w, y), (236 + w - 4, y - 15), (236 - w + 4, y - 15)], ["8a5f3c", "96693f", "7d5435"][i % 3])
    s.polygon([(318, 430), (420, 430), (404, 452), (334, 452)], "b3302c")
    s.polygon([(318, 430), (420, 430), (418, 435), (320, 435)], "f3e6d2")
    s.ellipse(369, 458, 52, 4, "123a60", blur=3, alpha=0.5)
    return s.finish()


def leaf_cutout():
    s = Scene(400, 400, [(0, "93c54a"), (1, "3f8a33")], 12)
    mask = Scene(400, 400, [(0, "000000"), (1, "000000")])
    spine = [(64 + 260 * t, 344 - 270 * t - 34 * math.sin(t * math.pi)) for t in np.linspace(0, 1, 40)]
    outline = {1: [], -1: []}
    for i, (x, y) in enumerate(spine[6:], 6):
        t = (i - 6) / 33
        width = 88 * math.sin(math.pi * t ** 0.8) * (1 + 0.05 * math.sin(i * 2.2))
        dx, dy = np.array(spine[min(i + 1, 39)]) - np.array(spine[i - 1])
        length = math.hypot(dx, dy)
        for side in (1, -1):
            outline[side].append((x - side * width * dy / length, y + side * width * dx / length))
    mask.polygon(outline[1] + outline[-1][::-1], "ffffff")
    mask.line(spine[:10], 7, "ffffff")
    s.polygon(spine[6:] + outline[1][::-1], "2c7030", alpha=0.45)
    s.line(spine, 4, "d9ecac")
    for i in range(9, 38, 4):
        for side in (1, -1):
            end = np.array(outline[side][min(33, i - 6 + 5)]) * 0.86 + np.array(spine[min(39, i + 5)]) * 0.14
            s.line([spine[i], tuple(end)], 1.7, "cfe69c", alpha=0.85)
    picture = s.finish()
    picture.putalpha(mask.finish().convert("L"))
    return picture


def misty_mountains():
    s = Scene(640, 420, [(0, "dcdcdc"), (0.6, "efefef"), (1, "c9c9c9")], 13)
    for base, height, shade in [(170, 40, "c4c4c4"), (205, 44, "a6a6a6"), (250, 50, "848484"), (305, 40, "5e5e5e"), (360, 26, "383838")]:
        s.ridge(base, height, 0.53, shade, steps=8)
        s.ellipse(320, base + 64, 520, 26, "e6e6e6", blur=18, alpha=0.55)
    for i in range(40):
        x, h = s.random.uniform(0, 640), s.random.uniform(26, 64)
        y = 424 + s.random.uniform(-12, 8)
        for k in range(3):
            s.polygon([(x, y - h + k * h * 0.22), (x - h * (0.1 + 0.06 * k), y - h * 0.6 + k * h * 0.28), (x + h * (0.1 + 0.06 * k), y - h * 0.6 + k * h * 0.28)], "1c1c1c")
    return s.finish().convert("L")


def phone_exif():
    """As a phone held upright writes it: pixels lie on their side, orientation 6 says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F], exif[0x0110] = "BatchVision", "Sample"
    exif.get_ifd(0x8769)[0x9003] = "2024:07:14 18:32:05"
    return exif


def main():
    FOLDER.mkdir(exist_ok=True)
    jpeg = {"quality": 82, "optimize": True}
    sunset_sea().save(FOLDER / "sunset-sea.jpg", **jpeg)
    forest_path().save(FOLDER / "forest-path.jpg", **jpeg | {"quality": 76})
    fruit_bowl().save(FOLDER / "fruit-bowl.jpg", **jpeg)
    desert_dunes().save(FOLDER / "desert-dunes.jpg", **jpeg | {"progressive": True})
    pink_flower().save(FOLDER / "pink-flower.jpg", **jpeg)
    misty_mountains().save(FOLDER / "misty-mountains.jpg", **jpeg)
    lake_phone().transpose(Image.Transpose.ROTATE_90).save(FOLDER / "lake-phone.jpg", exif=phone_exif(), **jpeg)
    flat(night_city(), 128).save(FOLDER / "night-city.png", optimize=True)
    flat(street_poster(), 48).save(FOLDER / "street-poster.png", optimize=True)
    leaf_cutout().save(FOLDER / "leaf-cutout.png", optimize=True)
    snowy_hill().save(FOLDER / "snowy-hill.webp", quality=80, method=6)
    lavender_field().save(FOLDER / "lavender-field.webp", quality=66, method=6)
    frames = [flat(lighthouse(i / 4), 32) for i in range(4)]
    frames[0].save(FOLDER / "lighthouse.gif", save_all=True, append_images=frames[1:], duration=400, loop=0)
    print(f"{sum(f.stat().st_size for f in FOLDER.iterdir()):,} bytes")


def flat(picture, colors):
    return picture.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
