"""Drawn pictures that stand for photos: a kitchen, a valve, a cylinder, an alarm; a paper; a signature.

Drawn, so that no real place is shown. The caption is in Chinese where the machine has a Chinese font.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
Colour = tuple[int, int, int]
INK: Colour = (52, 60, 68)

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc", "C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/simsun.ttc",
)  # fmt: skip


def photo(title: str, lines: list[str], *, mended: bool, seed: str) -> bytes:
    """A JPEG of a scene with its mark in the corner: what it shows, and lines such as time and place."""
    random = Random(seed)  # noqa: S311 - a picture, not a secret
    picture = Image.new("RGB", (WIDTH, HEIGHT), _shade((226, 222, 212), random))
    draw = ImageDraw.Draw(picture)
    _wall(draw, random)
    scene(title)(draw, random, mended)
    _caption(draw, title, lines)
    return _jpeg(picture)


Scene = Callable[[ImageDraw.ImageDraw, Random, bool], None]


def scene(title: str) -> Scene:
    """What the words speak of."""
    for words, drawn in SCENES:
        if any(word in title for word in words):
            return drawn
    return _stove


def _wall(draw: ImageDraw.ImageDraw, random: Random) -> None:
    tile, line = random.choice((80, 96, 120)), _shade((208, 204, 194), random)
    for x in range(0, WIDTH, tile):
        draw.line((x, 0, x, 470), fill=line, width=3)
    for y in range(0, 470, tile):
        draw.line((0, y, WIDTH, y), fill=line, width=3)
    draw.rectangle((0, 470, WIDTH, HEIGHT), fill=_shade((168, 160, 150), random))


def _stove(draw: ImageDraw.ImageDraw, random: Random, mended: bool) -> None:
    draw.rectangle((120, 380, 700, 620), fill=(150, 156, 162), outline=INK, width=5)
    for x in (250, 500):
        draw.ellipse((x - 90, 340, x + 90, 420), fill=(70, 74, 80), outline=INK, width=5)
        draw.ellipse((x - 55, 300, x + 55, 400), fill=(110, 116, 122), outline=INK, width=4)
    for x in (220, 330, 480, 590):
        draw.ellipse((x - 18, 500, x + 18, 536), fill=(40, 44, 48))
    _hose(draw, (690, 560), mended)


def _hose(draw: ImageDraw.ImageDraw, start: tuple[int, int], mended: bool) -> None:
    x, y = start
    path = [(x, y), (x + 60, y + 20), (x + 90, y - 60), (x + 140, y - 120), (x + 170, y - 260), (x + 170, y - 420)]
    if mended:
        draw.line(path, fill=(176, 182, 188), width=20, joint="curve")
        draw.line(path, fill=(212, 216, 220), width=6, joint="curve")
        return
    draw.line(path, fill=(206, 130, 44), width=16, joint="curve")
    for dx in (58, 84, 136):
        draw.line((x + dx - 12, y - 90, x + dx + 10, y - 70), fill=(90, 50, 20), width=4)


def _valve(draw: ImageDraw.ImageDraw, random: Random, mended: bool) -> None:
    draw.rectangle((0, 300, WIDTH, 350), fill=(214, 176, 52), outline=INK, width=4)
    draw.rectangle((430, 270, 530, 380), fill=(138, 144, 150), outline=INK, width=5)
    draw.rectangle((470, 190, 490, 275), fill=(120, 126, 132), outline=INK, width=3)
    handle = (380, 165, 580, 200) if mended else (458, 90, 502, 200)
    draw.rounded_rectangle(handle, 12, fill=(190, 58, 48), outline=INK, width=4)
    draw.ellipse((640, 215, 760, 335), fill=(244, 244, 240), outline=INK, width=6)
    draw.line((700, 275, 700 + (30 if mended else -34), 240), fill=(190, 58, 48), width=6)


def _cylinder(draw: ImageDraw.ImageDraw, random: Random, mended: bool) -> None:
    for number, x in enumerate((200, 400, 600) if not mended else (300, 520)):
        body = _shade((94, 122, 148), random) if mended or number else (150, 110, 84)
        draw.rounded_rectangle((x, 260, x + 150, 640), 50, fill=body, outline=INK, width=5)
        draw.rectangle((x + 50, 210, x + 100, 262), fill=(130, 136, 142), outline=INK, width=4)
        draw.arc((x + 20, 190, x + 130, 290), 180, 360, fill=INK, width=7)
        draw.rectangle((x + 30, 380, x + 120, 440), fill=(240, 238, 228), outline=INK, width=3)
    if mended:
        draw.rectangle((240, 180, 730, 660), outline=(90, 96, 102), width=8)


def _alarm(draw: ImageDraw.ImageDraw, random: Random, mended: bool) -> None:
    _stove(draw, random, mended=True)
    if mended:
        draw.rounded_rectangle((360, 80, 560, 190), 18, fill=(248, 248, 246), outline=INK, width=5)
        draw.ellipse((390, 120, 420, 150), fill=(56, 160, 84))
        for y in (110, 130, 150):
            draw.line((450, y, 530, y), fill=INK, width=4)
    else:
        for box in ((400, 110, 416, 126), (500, 110, 516, 126)):
            draw.ellipse(box, fill=INK)
        draw.line((460, 118, 470, 180, 440, 230), fill=(160, 60, 50), width=6)


def _extinguisher(draw: ImageDraw.ImageDraw, random: Random, mended: bool) -> None:
    colour = (190, 48, 42) if mended else (150, 96, 88)
    for x in (330, 520):
        draw.rounded_rectangle((x, 260, x + 110, 620), 36, fill=colour, outline=INK, width=5)
        draw.rectangle((x + 35, 215, x + 75, 262), fill=(60, 64, 68))
        draw.line((x + 75, 235, x + 150, 330), fill=INK, width=10)
        draw.ellipse((x + 32, 300, x + 78, 346), fill=(60, 160, 84) if mended else (220, 180, 60), outline=INK, width=3)


def _paper(draw: ImageDraw.ImageDraw, random: Random, mended: bool) -> None:
    draw.rectangle((250, 60, 710, 600), fill=(252, 252, 248), outline=INK, width=4)
    draw.rectangle((340, 110, 620, 132), fill=(190, 58, 48))
    for y in range(180, 520, 34):
        draw.line((300, y, 300 + random.randint(240, 360), y), fill=(120, 124, 130), width=7)
    draw.ellipse((540, 460, 660, 580), outline=(200, 60, 50), width=8)


SCENES: tuple[tuple[tuple[str, ...], Scene], ...] = (
    (("文件", "签到", "记录", "制度", "清单", "总结", "合同", "证", "台账", "责任书", "预案"), _paper),
    (("软管",), _stove),
    (("报警", "切断"), _alarm),
    (("气瓶", "瓶组", "钢瓶"), _cylinder),
    (("灭火", "消防"), _extinguisher),
    (("阀", "调压", "管道", "管线", "厂站", "拉断", "储罐"), _valve),
)


def _caption(draw: ImageDraw.ImageDraw, title: str, lines: list[str]) -> None:
    font = _font(26)
    said = [title, *lines] if font is not None else [line for line in lines if line.isascii()]
    top = HEIGHT - 40 * len(said) - 16
    draw.rectangle((0, top, WIDTH, HEIGHT), fill=(24, 32, 40))
    for number, line in enumerate(said):
        draw.text((24, top + 10 + 40 * number), line, fill=(255, 255, 255), font=font)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    path = next((name for name in FONTS if Path(name).exists()), None)
    return ImageFont.truetype(path, size) if path else None


def signature(name: str) -> bytes:
    """Strokes by hand, as a PNG; the same for the same name."""
    random = Random(name)  # noqa: S311
    picture = Image.new("L", (360, 140), 255)
    draw = ImageDraw.Draw(picture)
    x = 20
    for _ in name:
        for _ in range(4):
            points = [(x + random.randint(0, 80), random.randint(20, 120)) for _ in range(3)]
            draw.line(points, fill=30, width=4, joint="curve")
        x += 104
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _shade(colour: Colour, random: Random) -> Colour:
    by = random.randint(-12, 12)
    red, green, blue = (max(0, min(255, part + by)) for part in colour)
    return red, green, blue


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=72)
    return stream.getvalue()
