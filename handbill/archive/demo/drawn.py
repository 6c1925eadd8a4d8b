"""What the town's people send with their articles: prints cut into lino, as it were, and the sound of a train. Drawn here, by rule."""

import math
import random
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from PIL import Image, ImageDraw

Draw: TypeAlias = ImageDraw.ImageDraw
Point: TypeAlias = tuple[float, float]

SIZE: Final = (1800, 1200)
PAPER, INK, RIVER, BRICK, LEAF, MIST = "#efe7d3", "#23211d", "#5f8292", "#a4553d", "#66764f", "#c9cdbf"
RATE: Final = 22_050
SECONDS: Final = 9
WHISTLE: Final = ((2, 2.8, 392), (6, 6.6, 330))
"""From which second to which, and its pitch: it falls when the train has passed."""


def draw(name: str, folder: Path) -> Path:
    """Draw, or record, the thing with this name into a folder; give its file."""
    if name == "train":
        return _train(folder / "train.wav")
    print_ = Image.new("RGB", SIZE, PAPER)
    _PRINTS[name](ImageDraw.Draw(print_), random.Random(name))  # noqa: S311 - a drawing, the same each time
    file = folder / f"{name}.png"
    print_.save(file)
    return file


def _weir(pen: Draw, dice: random.Random) -> None:
    _hills(pen, dice, 430)
    pen.rectangle((0, 520, 1800, 760), fill=RIVER)
    pen.polygon([(0, 760), (1800, 700), (1800, 900), (0, 960)], fill=MIST)
    for at in range(0, 1800, 24):  # what falls
        top = 760 - at / 30
        pen.line((at, top, at + dice.randint(-8, 8), top + 190), fill=RIVER if at % 5 else INK, width=7)
    pen.rectangle((0, 950, 1800, 1200), fill=RIVER)
    _waves(pen, dice, 960, 1190, PAPER)
    for at, wide in ((1210, 190), (1400, 120), (1520, 240)):  # the houses of the street below
        pen.rectangle((at, 380, at + wide, 700), fill=BRICK)
        pen.polygon([(at - 12, 380), (at + wide / 2, 280), (at + wide + 12, 380)], fill=INK)
        for window in range(at + 26, at + wide - 34, 62):
            pen.rectangle((window, 440, window + 30, 492), fill=PAPER)
            pen.rectangle((window, 560, window + 30, 612), fill=PAPER)


def _crane(pen: Draw, dice: random.Random) -> None:
    pen.ellipse((1180, 150, 1480, 450), fill="#d9a441")
    _hills(pen, dice, 560)
    pen.rectangle((0, 760, 1800, 1200), fill=RIVER)
    _waves(pen, dice, 790, 1190, PAPER)
    pen.polygon([(0, 820), (900, 770), (900, 860), (0, 960)], fill=INK)
    for leg, top in ((360, 420), (620, 560)):
        pen.line((leg, 800, top, 360), fill=INK, width=30)
    for step in range(5):
        high = 780 - step * 82
        pen.line((372 + step * 11, high, 610 - step * 11, high - 60), fill=INK, width=14)
    pen.rectangle((390, 300, 590, 400), fill=BRICK)
    pen.text((468, 318), "7", fill=PAPER, font_size=64)
    pen.line((420, 320, 1180, 170), fill=INK, width=24)
    pen.line((490, 150, 1180, 170), fill=INK, width=9)
    pen.line((490, 150, 470, 300), fill=INK, width=20)
    pen.line((1150, 176, 1150, 560), fill=INK, width=6)
    pen.rectangle((1105, 560, 1195, 640), fill=BRICK)


def _bridge(pen: Draw, dice: random.Random) -> None:
    _hills(pen, dice, 480)
    pen.rectangle((0, 700, 1800, 1200), fill=RIVER)
    for at, high in ((170, 430), (500, 430), (830, 430), (1330, 620), (1640, 430)):
        pen.rectangle((at, high, at + 46, 980), fill=INK)
    for start, end, fall in ((0, 880, 0), (1380, 1800, 26)):
        pen.polygon([(start, 440 + fall), (end, 450), (end, 500), (start, 486 + fall)], fill=BRICK)
    pen.polygon([(880, 452), (1120, 690), (1090, 716), (866, 500)], fill=BRICK)  # what hangs
    for at in range(20, 860, 70):
        pen.line((at, 350, at, 440), fill=INK, width=9)
    pen.line((0, 352, 880, 356), fill=INK, width=11)
    _waves(pen, dice, 740, 1190, PAPER)


def _planks(pen: Draw, dice: random.Random) -> None:
    for row in range(9):
        top = row * 134 + 6
        pen.rectangle((0, top, 1800, top + 122), fill=BRICK if row % 3 else LEAF)
        for _grain in range(16):
            at, high = dice.randint(0, 1500), top + dice.randint(12, 110)
            pen.line((at, high, at + dice.randint(90, 300), high + dice.randint(-5, 5)), fill=INK, width=4)
        for nail in (130, 900, 1660):
            pen.ellipse((nail, top + 48, nail + 22, top + 70), fill=PAPER)
    pen.polygon(
        [(700, 0), (1120, 0), (980, 420), (1060, 660), (820, 1200), (560, 1200), (760, 640)], fill=RIVER
    )
    _waves(pen, dice, 40, 1180, PAPER, left=640, right=980)


def _posts(pen: Draw, dice: random.Random) -> None:
    _hills(pen, dice, 520)
    pen.rectangle((0, 520, 1800, 1200), fill=RIVER)
    for number in range(7):
        at, high = 150 + number * 240, 300 + dice.randint(0, 240)
        pen.rectangle((at, high, at + 70, 1010), fill=INK)
        pen.polygon([(at, high), (at + 22, high - 60), (at + 44, high - 8), (at + 70, high)], fill=INK)
        pen.line((at + 10, 1020, at + 60, 1150), fill=MIST, width=12)
    _waves(pen, dice, 600, 1190, PAPER)


_PRINTS: Final[dict[str, Callable[[Draw, random.Random], None]]] = {
    "weir": _weir,
    "crane": _crane,
    "bridge": _bridge,
    "planks": _planks,
    "posts": _posts,
}


def _hills(pen: Draw, dice: random.Random, ground: int) -> None:
    for colour, high in ((MIST, 150), (LEAF, 60)):
        base = dice.random() * 6
        edge: list[Point] = [
            (at, ground - high - 70 * math.sin(base + at / 310) - 25 * math.sin(at / 97))
            for at in range(0, 1801, 60)
        ]
        pen.polygon(
            [(0, ground), *edge, (1800, ground), (1800, ground + 300), (0, ground + 300)], fill=colour
        )


def _waves(
    pen: Draw, dice: random.Random, top: int, bottom: int, colour: str, left: int = 0, right: int = 1800
) -> None:
    for high in range(top, bottom, 34):
        at = left + dice.randint(0, 120)
        while at < right:
            long = dice.randint(40, 150)
            pen.line((at, high, min(at + long, right), high + dice.randint(-3, 3)), fill=colour, width=5)
            at += long + dice.randint(80, 300)


def _train(file: Path) -> Path:
    """A train that comes, passes and goes: rumble, joints of the rails, and the whistle twice."""
    dice, low = random.Random("train"), 0.0  # noqa: S311 - a sound, the same each time
    samples = bytearray()
    for number in range(RATE * SECONDS):
        at = number / RATE
        near = math.exp(-(((at - 5) / 2.2) ** 2))
        low += 0.03 * (dice.uniform(-1, 1) - low)
        joint = math.exp(-40 * (at * 2.6 % 1)) * math.sin(2 * math.pi * 95 * at)
        pitch = next((pitch for start, end, pitch in WHISTLE if start < at < end), 0)
        whistle = 0.25 * math.sin(2 * math.pi * pitch * at)
        value = near * (3.2 * low + 0.5 * joint) + whistle * (0.3 + near)
        samples += struct.pack("<h", round(20_000 * max(-1, min(1, value))))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(samples))
    return file
