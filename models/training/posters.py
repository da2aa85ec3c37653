#!/usr/bin/env python3
"""Renders the pictures of samples/ that show brand marks, and a few everyday things.

    /usr/bin/python3 models/training/posters.py --icons simple-icons/

--icons  the npm package simple-icons, unpacked (CC0-1.0; 16.37.0 was used): npm pack simple-icons@16.37.0

Drawn by the means of samples.py. The shapes of the marks come from the package; they remain trademarks of their owners. Needs numpy,
Pillow and rsvg-convert (Debian: librsvg2-bin).
"""
import argparse
import io
import math
import pathlib
import subprocess

from PIL import Image

from samples import FOLDER, SCALE, Scene, flat, rgb

ICONS = None


def mark(scene, name, x, y, height, color, angle=0.0, alpha=1.0):
    """A brand's mark around (x, y), that high, turned by that many degrees."""
    png = subprocess.run(["rsvg-convert", "-w", "1024", "-h", "1024", ICONS / "icons" / f"{name}.svg"], check=True, capture_output=True).stdout
    shape = Image.open(io.BytesIO(png)).getchannel("A")
    shape = shape.crop(shape.getbbox())
    size = (max(1, round(height * SCALE * shape.width / shape.height)), round(height * SCALE))
    shape = shape.resize(size, Image.Resampling.LANCZOS).rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    if alpha < 1:
        shape = shape.point(lambda value: round(value * alpha))
    scene.image.paste(rgb(color), (round(x * SCALE - shape.width / 2), round(y * SCALE - shape.height / 2)), shape)


def wall(scene, top, color, mortar, course=16, brick=38):
    scene.rectangle(0, top, scene.width, scene.height - top, color)
    for row, y in enumerate(range(top, scene.height, course)):
        scene.line([(0, y), (scene.width, y)], 1.4, mortar, alpha=0.5)
        for x in range(-(row % 2) * brick // 2, scene.width, brick):
            scene.line([(x, y), (x, y + course)], 1.4, mortar, alpha=0.5)


def cafe_window():
    s = Scene(560, 420, [(0, "3b2a22"), (1, "5a4032")], 21)
    wall(s, 0, "8a4b38", "5c2f24")
    s.rectangle(60, 150, 440, 230, "f3e4c4")
    s.rectangle(72, 162, 416, 206, "ffd98f")
    for x in (176, 280, 384):
        s.rectangle(x - 3, 162, 6, 206, "f3e4c4")
    for x in (124, 228, 332, 436):
        s.line([(x, 162), (x, 206)], 2, "3a2a20")
        s.ellipse(x, 214, 15, 11, "fff3cd", blur=1)
    s.polygon([(40, 128), (520, 128), (500, 162), (60, 162)], "16563f")
    s.ellipse(280, 76, 62, 62, "f4f1ea")
    mark(s, "starbucks", 280, 76, 108, "006241")
    return s.finish()


def shoe_boxes():
    s = Scene(600, 440, [(0, "d9d4cc"), (0.62, "c8c0b4"), (0.63, "8f7a63"), (1, "6b5844")], 22)
    for x, y, w, h, color, name, ink, size in [
            (60, 250, 220, 110, "e0541b", "nike", "ffffff", 44), (316, 250, 220, 110, "1a4f9c", "adidas", "ffffff", 68),
            (180, 128, 240, 110, "b3142a", "puma", "ffffff", 74)]:
        s.rectangle(x + 8, y + h - 4, w, 12, "4c3d2e", alpha=0.5)
        s.rectangle(x, y, w, h, color)
        s.rectangle(x - 4, y, w + 8, 26, "%02x%02x%02x" % tuple(int(v * 0.85) for v in rgb(color)))
        mark(s, name, x + w / 2, y + 68, size, ink)
    return s.finish()


def dealer_flags():
    s = Scene(680, 400, [(0, "7fb4e6"), (0.7, "dcecf8"), (0.701, "9aa0a6"), (1, "6d7278")], 23)
    for i, (name, ground, ink, size) in enumerate([
            ("bmw", "ffffff", "0066b1", 92), ("audi", "f2f2f2", "bb0a30", 38), ("volkswagen", "151f5d", "ffffff", 90), ("toyota", "ffffff", "eb0a1e", 64), ("renault", "ffcc33", "222222", 96)]):
        x = 76 + i * 132
        s.rectangle(x - 56, 40, 5, 300, "c9cdd1")
        s.rectangle(x - 50, 48, 104, 150, ground)
        s.polygon([(x + 30, 48), (x + 54, 48), (x + 54, 198), (x + 40, 198)], "000000", alpha=0.06)
        mark(s, name, x + 2, 122, size, ink)
    for x, color in [(120, "b8232f"), (330, "dfe3e8"), (540, "23466f")]:
        car(s, x, 340, 0.75, color)
    return s.finish()


def car(s, x, y, k, color):
    s.ellipse(x, y + 34 * k, 108 * k, 7 * k, "2a2d30", blur=4, alpha=0.6)
    s.polygon([(x - 104 * k, y + 24 * k), (x - 104 * k, y - 2 * k), (x - 64 * k, y - 10 * k), (x - 36 * k, y - 42 * k), (x + 36 * k, y - 42 * k), (x + 70 * k, y - 8 * k),
               (x + 104 * k, y), (x + 106 * k, y + 24 * k)], color)
    s.polygon([(x - 52 * k, y - 10 * k), (x - 30 * k, y - 36 * k), (x - 2 * k, y - 36 * k), (x - 2 * k, y - 10 * k)], "1b2733")
    s.polygon([(x + 6 * k, y - 10 * k), (x + 6 * k, y - 36 * k), (x + 32 * k, y - 36 * k), (x + 54 * k, y - 10 * k)], "1b2733")
    for wheel in (-60, 62):
        s.ellipse(x + wheel * k, y + 24 * k, 23 * k, 23 * k, "141414")
        s.ellipse(x + wheel * k, y + 24 * k, 12 * k, 12 * k, "b9bec4")
    s.rectangle(x + 94 * k, y + 2 * k, 10 * k, 7 * k, "fff2b8")


def desk():
    s = Scene(640, 420, [(0, "cfd6dc"), (0.66, "e3e7ea"), (0.661, "b98e62"), (1, "8d6741")], 24)
    s.polygon([(80, 90), (330, 90), (346, 286), (64, 286)], "9aa1a8")
    mark(s, "apple", 205, 180, 84, "f2f4f6")
    s.polygon([(40, 286), (370, 286), (390, 304), (24, 304)], "b7bdc3")
    s.rectangle(420, 180, 180, 104, "30353a")
    s.rectangle(446, 150, 128, 34, "f6f7f8")
    s.rectangle(432, 262, 156, 14, "f6f7f8")
    mark(s, "hp", 470, 222, 46, "e9f1f8")
    s.rectangle(500, 312, 96, 66, "1f6fc2")
    mark(s, "intel", 548, 345, 30, "ffffff")
    return s.finish()


def courier():
    s = Scene(680, 400, [(0, "a9c4d8"), (0.72, "dfe7ea"), (0.721, "55595c"), (1, "3f4245")], 25)
    for x, h in [(0, 150), (90, 200), (190, 120), (470, 180), (580, 140)]:
        s.rectangle(x, 288 - h, 86, h, "8b97a0")
        for wy in range(288 - h + 14, 280, 26):
            for wx in range(x + 10, x + 78, 22):
                s.rectangle(wx, wy, 11, 14, "c8dbe6")
    lorry(s, 330, 250, "ffcc00", "ffcc00")
    mark(s, "dhl", 282, 206, 30, "d40511")
    lorry(s, 574, 285, "f5f5f5", "f5f5f5", 0.55)
    mark(s, "fedex", 548, 262, 24, "4d148c")
    return s.finish()


def lorry(s, x, y, box, cab, k=1.0):
    s.ellipse(x, y + 92 * k, 190 * k, 9 * k, "1d1f21", blur=5, alpha=0.6)
    s.rectangle(x - 176 * k, y - 110 * k, 256 * k, 172 * k, box)
    s.rectangle(x - 176 * k, y + 54 * k, 256 * k, 10 * k, "2b2b2b")
    s.polygon([(x + 86 * k, y + 64 * k), (x + 86 * k, y - 62 * k), (x + 138 * k, y - 62 * k), (x + 168 * k, y - 4 * k), (x + 174 * k, y + 64 * k)], cab)
    s.polygon([(x + 100 * k, y - 48 * k), (x + 132 * k, y - 48 * k), (x + 154 * k, y - 4 * k), (x + 100 * k, y - 4 * k)], "1d2b38")
    for wheel in (-120, -70, 130):
        s.ellipse(x + wheel * k, y + 68 * k, 27 * k, 27 * k, "151515")
        s.ellipse(x + wheel * k, y + 68 * k, 13 * k, 13 * k, "aab0b6")


def drive_in():
    s = Scene(600, 420, [(0, "26345e"), (0.5, "c4628a"), (0.78, "f6b36c"), (0.781, "3c3a3d"), (1, "2a292b")], 26)
    for x, top, width, height, ground, name, ink, size in [
            (130, 60, 150, 120, "d52b1e", "mcdonalds", "ffc72c", 96), (310, 110, 120, 110, "f5ebdc", "burgerking", "d62300", 92), (478, 76, 130, 100, "c8102e", "kfc", "ffffff", 40)]:
        s.rectangle(x - 6, top + height, 12, 330 - top - height, "6a6d70")
        s.rectangle(x - width / 2, top, width, height, ground)
        mark(s, name, x, top + height / 2, size, ink)
    s.rectangle(0, 326, 600, 5, "d8b24a", alpha=0.6)
    car(s, 300, 358, 0.9, "e8e4d8")
    return s.finish()


def race_track():
    s = Scene(720, 400, [(0, "8ec2ee"), (0.4, "d4e7f5"), (0.401, "5a9a4a"), (0.62, "47853b"), (0.621, "606468"), (1, "4a4d51")], 27)
    for i in range(24):
        s.rectangle(i * 30, 246, 15, 9, "d5242c" if i % 2 else "f4f4f4")
    for x, width, ground, name, ink, size in [
            (96, 150, "ffed00", "ferrari", "1b1b1b", 78), (272, 150, "efefef", "porsche", "9c1c2c", 84), (448, 150, "ffffff", "shell", "dd1d21", 72), (624, 150, "12265b", "redbull", "ffcc00", 64)]:
        s.rectangle(x - width / 2, 130, width, 100, ground)
        mark(s, name, x, 180, size, ink)
    car(s, 220, 330, 0.85, "d7141a")
    car(s, 520, 346, 0.9, "e5e7ea")
    return s.finish()


def phone_apps():
    s = Scene(360, 640, [(0, "1f2f57"), (0.5, "54408a"), (1, "b0558c")], 28)
    apps = [("spotify", "191414", "1ed760"), ("google", "ffffff", "4285f4"), ("android", "073042", "3ddc84"),
            ("playstation", "0070d1", "ffffff"), ("nbc", "ffffff", "222222"), ("vodafone", "ffffff", "e60000")]
    for i, (name, ground, ink) in enumerate(apps):
        x, y = 100 + i % 2 * 160, 150 + i // 2 * 150
        s.rectangle(x - 48, y - 48, 96, 96, ground)
        mark(s, name, x, y, 58, ink)
    s.rectangle(20, 26, 320, 3, "ffffff", alpha=0.4)
    return s.finish()


def till():
    s = Scene(560, 420, [(0, "e9e3da"), (0.6, "d7cdbf"), (0.601, "5d4634"), (1, "3f2f22")], 29)
    s.polygon([(200, 120), (360, 120), (382, 360), (178, 360)], "2d3136")
    s.polygon([(214, 136), (346, 136), (352, 206), (208, 206)], "bfe0cf")
    for row in range(4):
        for column in range(3):
            s.rectangle(216 + column * 46 - row * 1.5, 222 + row * 32, 36, 22, "565c63")
    s.rectangle(30, 214, 146, 92, "f7f7f7")
    mark(s, "visa", 103, 260, 34, "1a1f71")
    s.rectangle(394, 214, 146, 92, "1c1c1e")
    mark(s, "mastercard", 467, 260, 54, "f79e1b")
    return s.finish()


def betting_banner():
    s = Scene(640, 320, [(0, "0f5132"), (1, "0a3822")], 30)
    for i in range(9):
        s.rectangle(i * 72, 0, 36, 320, "12603b", alpha=0.6)
    s.ellipse(520, 190, 84, 84, "0b2e1c", blur=12, alpha=0.6)
    s.ball(520, 170, 74, "f5f5f5")
    for a in range(5):
        s.ellipse(520 + 46 * math.cos(a * 1.2566 - 1.57), 170 + 46 * math.sin(a * 1.2566 - 1.57), 13, 13, "202020")
    s.ellipse(520, 170, 17, 17, "202020")
    s.rectangle(40, 70, 330, 160, "ffb80c")
    mark(s, "betfair", 205, 150, 104, "1b1b1b")
    return s.finish()


def watermark():
    s = Scene(480, 600, [(0, "f3c9b4"), (0.5, "e79a86"), (1, "b35d6a")], 31)
    s.ellipse(240, 300, 210, 250, "f9dfc9", blur=70, alpha=0.7)
    for _ in range(40):
        s.ellipse(s.random.uniform(0, 480), s.random.uniform(0, 600), s.random.uniform(10, 46), s.random.uniform(10, 46), "ffe9d8", blur=10, alpha=0.35)
    mark(s, "onlyfans", 240, 470, 110, "ffffff", alpha=0.95)
    return s.finish()


def rocket():
    s = Scene(420, 600, [(0, "050913"), (0.6, "11224d"), (1, "3a3f7a")], 32)
    for _ in range(200):
        s.ellipse(s.random.uniform(0, 420), s.random.uniform(0, 600), 0.9, 0.9, "dfe7ff", alpha=s.random.uniform(0.3, 1))
    s.polygon([(168, 470), (168, 180), (210, 70), (252, 180), (252, 470)], "f1f3f5")
    s.polygon([(210, 70), (252, 180), (252, 470), (226, 470), (226, 150)], "c9ced4")
    s.polygon([(168, 380), (120, 486), (168, 470)], "c2272d")
    s.polygon([(252, 380), (300, 486), (252, 470)], "a01d23")
    s.polygon([(178, 472), (242, 472), (210, 590)], "ffb347", blur=6)
    s.polygon([(192, 472), (228, 472), (210, 540)], "fff1c4", blur=3)
    s.ellipse(210, 214, 19, 19, "25406e")
    mark(s, "nasa", 210, 300, 22, "d6202f")
    return s.finish()


def airliner():
    s = Scene(640, 420, [(0, "3f86cf"), (0.7, "a9d0f0"), (1, "d9ecfa")], 33)
    for x, y, r in [(90, 330, 40), (140, 322, 52), (200, 336, 36), (500, 96, 26), (540, 88, 36), (584, 100, 26)]:
        s.ellipse(x, y, r * 1.4, r * 0.7, "ffffff", blur=9, alpha=0.8)
    s.polygon([(300, 214), (392, 222), (300, 330), (262, 330)], "9fa9b4")
    s.polygon([(104, 196), (150, 184), (470, 176), (540, 186), (566, 204), (540, 218), (470, 228), (150, 222)], "f3f5f7")
    s.polygon([(104, 196), (150, 205), (470, 208), (566, 204), (540, 218), (470, 228), (150, 222)], "c5ccd4")
    s.polygon([(112, 196), (76, 118), (112, 118), (176, 186)], "1f4f9a")
    s.polygon([(108, 200), (70, 228), (92, 230), (170, 208)], "aab4bf")
    s.polygon([(310, 186), (372, 184), (318, 112), (290, 112)], "d3d9df")
    s.ellipse(334, 246, 26, 10, "7d8792")
    for x in range(190, 500, 15):
        s.ellipse(x, 194, 2.6, 3.4, "30435a")
    s.polygon([(528, 186), (552, 192), (542, 197), (524, 195)], "26374c")
    return s.finish()


def container_ship():
    s = Scene(680, 400, [(0, "9fc4e2"), (0.6, "e4eff6"), (0.601, "2c6a94"), (1, "1a4466")], 34)
    s.polygon([(70, 236), (640, 236), (600, 296), (110, 296)], "8c1d22")
    s.polygon([(66, 222), (646, 222), (640, 240), (70, 240)], "1f2a36")
    for row in range(3):
        for column in range(11 - row):
            color = ["c8452f", "2f6da8", "d9a02c", "4b8a57", "8a8f94", "7b3f73"][s.random.integers(6)]
            s.rectangle(190 + column * 38 + row * 10, 196 - row * 27, 36, 25, color)
    s.rectangle(100, 116, 62, 108, "f3f3f0")
    for y in (128, 148, 168):
        s.rectangle(106, y, 50, 8, "27394b")
    s.rectangle(116, 84, 20, 34, "d05a2b")
    for _ in range(80):
        y = s.random.uniform(298, 398)
        s.ellipse(s.random.uniform(0, 680), y, 12 + (y - 290) / 4, 0.8, "9cc3dc", alpha=0.4)
    return s.finish()


def red_car():
    s = Scene(600, 400, [(0, "a7cbe6"), (0.5, "e8f0f4"), (0.501, "7f9a63"), (0.66, "6c8752"), (0.661, "6b6e71"), (1, "55585b")], 35)
    s.ridge(200, 26, 0.5, "7f9db0", foot=204)
    for x in range(-20, 640, 110):
        s.rectangle(x, 366, 60, 6, "ece9dd")
    car(s, 300, 290, 2.1, "c21f2a")
    return s.finish()


def tipper():
    s = Scene(620, 400, [(0, "c4d8e6"), (0.62, "eef2f3"), (0.621, "a58d68"), (1, "8a734f")], 36)
    s.ridge(240, 24, 0.5, "b39c77", foot=250)
    lorry(s, 310, 240, "d9862a", "c7331f")
    return s.finish()


SCENES = {
    "cafe-window.jpg": cafe_window, "shoe-boxes.jpg": shoe_boxes, "dealer-flags.jpg": dealer_flags, "desk.jpg": desk, "courier.jpg": courier,
    "drive-in.jpg": drive_in, "race-track.jpg": race_track, "phone-apps.png": phone_apps, "till.jpg": till, "betting-banner.jpg": betting_banner,
    "watermark.jpg": watermark, "rocket.webp": rocket, "airliner.jpg": airliner, "container-ship.jpg": container_ship, "red-car.jpg": red_car, "tipper.jpg": tipper}


def main():
    global ICONS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--icons", type=pathlib.Path, required=True)
    ICONS = parser.parse_args().icons
    for name, draw in SCENES.items():
        picture = draw()
        if name.endswith(".png"):
            flat(picture, 128).save(FOLDER / name, optimize=True)
        else:
            picture.save(FOLDER / name, quality=82)
    print(f"{sum((FOLDER / name).stat().st_size for name in SCENES):,} bytes")


if __name__ == "__main__":
    main()
