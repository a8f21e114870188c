"""Landscapes drawn from a seed: photos for the demo and for tests, free of anybody's rights.

sample_photos.jpeg(7)                       # the same bytes each time
sample_photos.webp(7, size=(1080, 1350))
sample_photos.draw(7, scene="city").show()
"""

import io
import itertools
import math
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


class Palette(NamedTuple):
    """Sky from top to horizon, the light in it, and the land from far to near."""

    sky: tuple[Colour, Colour, Colour]
    light: Colour
    far: Colour
    near: Colour


DAY = Palette(((38, 96, 168), (121, 182, 222), (250, 226, 190)),
              (255, 246, 214), (128, 158, 178), (38, 78, 62))  # fmt: skip
DAWN = Palette(((44, 38, 96), (214, 92, 112), (255, 196, 128)),
               (255, 236, 190), (150, 92, 128), (34, 26, 58))  # fmt: skip
DUSK = Palette(((16, 24, 62), (92, 66, 132), (246, 140, 104)),
               (255, 206, 160), (92, 72, 122), (14, 16, 38))  # fmt: skip
NIGHT = Palette(((6, 10, 30), (14, 36, 76), (38, 88, 122)),
                (226, 238, 255), (40, 70, 104), (5, 12, 26))  # fmt: skip
GOLD = Palette(((74, 134, 176), (240, 204, 148), (255, 232, 178)),
               (255, 250, 226), (198, 150, 96), (112, 66, 22))  # fmt: skip


def _mix(a: Colour, b: Colour, t: float) -> Colour:
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def _gradient(size: tuple[int, int], stops: Sequence[Colour]) -> Image.Image:
    """A vertical gradient through evenly spaced stops."""
    column = Image.new("RGB", (1, 256))
    for y in range(256):
        place = y / 255 * (len(stops) - 1)
        i = min(int(place), len(stops) - 2)
        column.putpixel((0, y), _mix(stops[i], stops[i + 1], place - i))
    return column.resize(size, Image.Resampling.BICUBIC)


def _glow(image: Image.Image, at: tuple[float, float], radius: float, colour: Colour) -> None:
    """Add light around a point, fading to nothing at the radius."""
    side = max(2, round(radius * 2))
    # squared, so that no rim shows; the gradient's corners lie beyond 1, hence the factor
    fading = [round(255 * max(0.0, 1 - v / 255 * 1.42) ** 2) for v in range(256)]
    falloff = (
        Image.radial_gradient("L").point(fading).resize((side, side), Image.Resampling.BICUBIC)
    )
    light = Image.new("RGB", image.size)
    light.paste(
        Image.composite(
            Image.new("RGB", (side, side), colour), Image.new("RGB", (side, side)), falloff
        ),
        (round(at[0] - radius), round(at[1] - radius)),
    )
    image.paste(ImageChops.screen(image, light))


def _disc(image: Image.Image, at: tuple[float, float], radius: float, colour: Colour) -> None:
    x, y = at
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _ridge(
    dice: random.Random, width: int, base: float, height: float, rough: float
) -> list[float]:
    """Heights along a skyline by midpoint displacement, stretched over the width."""
    heights = [dice.uniform(-1, 1) for _ in range(5)]
    swing = 0.5
    while len(heights) < 256:
        finer = []
        for a, b in itertools.pairwise(heights):
            finer += [a, (a + b) / 2 + dice.uniform(-swing, swing)]
        heights = [*finer, heights[-1]]
        swing *= rough
    last = len(heights) - 1
    return [base - height * heights[round(x * last / width)] for x in range(width + 1)]


def _fill_below(image: Image.Image, line: list[float], colours: Sequence[Colour]) -> None:
    """Land under a skyline, with its own gradient: hazy at the foot, dark at the crest."""
    width, height = image.size
    top = max(0, math.floor(min(line)))
    if top >= height:
        return
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).polygon([*enumerate(line), (width, height), (0, height)], fill=255)
    land = Image.new("RGB", image.size)
    land.paste(_gradient((width, height - top), colours), (0, top))
    image.paste(land, mask=mask.filter(ImageFilter.GaussianBlur(width / 1600)))


def _mountains(
    image: Image.Image, dice: random.Random, palette: Palette, *, horizon: float, layers: int = 5
) -> None:
    width, height = image.size
    for layer in range(layers):
        t = layer / (layers - 1)
        base = height * (horizon - 0.05 + t * t * (0.98 - horizon))
        line = _ridge(dice, width, base, height * (0.085 - 0.045 * t), 0.56 - 0.1 * t)
        body = _mix(palette.far, palette.near, t)
        haze = _mix(body, palette.sky[2], 0.45 * (1 - t))
        _fill_below(image, line, (body, haze, haze))


def _stars(image: Image.Image, dice: random.Random, lowest: float) -> None:
    width, height = image.size
    pen = ImageDraw.Draw(image)
    for _ in range(260):
        x, y = dice.uniform(0, width), dice.uniform(0, height * lowest) * dice.random() ** 0.5
        r = width / 1400 * dice.choice((0.7, 0.7, 1, 1, 1.6))
        shade = dice.randint(120, 255)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(shade, shade, 255))


def _sun(image: Image.Image, dice: random.Random, palette: Palette, y: float) -> float:
    width, height = image.size
    x = width * dice.uniform(0.24, 0.76)
    _glow(image, (x, height * y), width * 0.75, _mix(palette.sky[2], (0, 0, 0), 0.35))
    _glow(image, (x, height * y), width * 0.3, palette.light)
    _disc(image, (x, height * y), width * 0.062, palette.light)
    return x


def _range(image: Image.Image, dice: random.Random) -> None:
    palette = dice.choice((DAY, DAWN, DUSK))
    image.paste(_gradient(image.size, palette.sky))
    _sun(image, dice, palette, dice.uniform(0.28, 0.42))
    _mountains(image, dice, palette, horizon=0.52)


def _night(image: Image.Image, dice: random.Random) -> None:
    width, height = image.size
    image.paste(_gradient(image.size, NIGHT.sky))
    _stars(image, dice, 0.6)
    moon = (width * dice.uniform(0.25, 0.75), height * dice.uniform(0.16, 0.28))
    _glow(image, moon, width * 0.42, (60, 84, 120))
    _disc(image, moon, width * 0.055, NIGHT.light)
    _mountains(image, dice, NIGHT, horizon=0.56)


def _lake(image: Image.Image, dice: random.Random) -> None:
    width, height = image.size
    palette = dice.choice((DAWN, DUSK, DAY))
    shore = round(height * 0.56)
    upper = Image.new("RGB", (width, shore))
    upper.paste(_gradient(upper.size, palette.sky))
    _sun(upper, dice, palette, 0.62)
    _mountains(upper, dice, palette, horizon=0.8, layers=3)
    mirror = upper.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((width, height - shore))
    mirror = mirror.filter(ImageFilter.GaussianBlur(width / 130))
    water = _gradient(mirror.size, (_mix(palette.sky[0], palette.sky[2], 0.4), palette.near))
    image.paste(upper, (0, 0))
    image.paste(Image.blend(mirror, water, 0.42), (0, shore))
    pen = ImageDraw.Draw(image, "RGBA")
    for _ in range(170):
        depth = dice.random() ** 1.7
        y = shore + depth * (height - shore)
        half = width * (0.01 + 0.07 * depth) * dice.random()
        x = dice.uniform(0, width)
        pen.line((x - half, y, x + half, y), fill=(*palette.light, 46), width=1 + round(2 * depth))


def _city(image: Image.Image, dice: random.Random) -> None:
    width, height = image.size
    palette = dice.choice((DUSK, NIGHT))
    image.paste(_gradient(image.size, palette.sky))
    _stars(image, dice, 0.35)
    _glow(image, (width / 2, height * 0.7), width * 0.9, (150, 84, 60))
    _mountains(image, dice, palette, horizon=0.6, layers=3)
    pen = ImageDraw.Draw(image)
    for row in range(3):
        shade = _mix(palette.far, (8, 10, 22), 0.45 + row * 0.27)
        x = -width * 0.05
        while x < width:
            broad = width * dice.uniform(0.07, 0.15)
            top = height * (0.5 + 0.1 * row + dice.uniform(-0.06, 0.14))
            pen.rectangle((x, top, x + broad, height), fill=shade)
            step = width / 42
            for column in range(1, int(broad / step)):
                for floor in range(1, int((height - top) / (step * 1.3))):
                    if dice.random() < 0.3:
                        lit = _mix((255, 190, 96), (255, 236, 190), dice.random())
                        lit = _mix(lit, shade, 0.25 * (2 - row))
                        left, upper = x + column * step, top + floor * step * 1.3
                        pen.rectangle((left, upper, left + step * 0.42, upper + step * 0.5), lit)
            x += broad + width * dice.uniform(0, 0.02)


def _launch(image: Image.Image, dice: random.Random) -> None:
    width, height = image.size
    image.paste(_gradient(image.size, ((8, 10, 34), (44, 34, 78), (236, 124, 70))))
    _stars(image, dice, 0.7)
    x, y = width * dice.uniform(0.36, 0.64), height * dice.uniform(0.24, 0.36)
    for i in range(30):
        t = i / 29
        fire = _mix((255, 244, 214), (210, 84, 30), t)
        sway = width * 0.012 * math.sin(i * 1.9) * t
        at = (x + sway, y + (height * 0.86 - y) * t)
        _glow(image, at, width * (0.045 + 0.2 * t * t), _mix(fire, (0, 0, 0), 0.45 + 0.25 * t))
    _glow(image, (x, height * 0.88), width * 0.8, (200, 96, 40))
    r = width * 0.016
    pen = ImageDraw.Draw(image)
    pen.polygon([(x, y - r * 6), (x + r, y - r * 3), (x + r, y + r), (x - r, y + r),
                 (x - r, y - r * 3)], fill=(236, 238, 246))  # fmt: skip
    land = Palette(NIGHT.sky, NIGHT.light, (96, 48, 40), (10, 8, 18))
    _mountains(image, dice, land, horizon=0.9, layers=3)


def _steppe(image: Image.Image, dice: random.Random) -> None:
    """Hills, tulips and a yurt."""
    width, height = image.size
    image.paste(_gradient(image.size, (*GOLD.sky, *GOLD.sky[2:])))
    _sun(image, dice, GOLD, dice.uniform(0.2, 0.34))
    green = Palette(GOLD.sky, GOLD.light, (170, 172, 120), (58, 96, 38))
    _mountains(image, dice, green, horizon=0.5, layers=5)
    pen = ImageDraw.Draw(image)
    x, y, r = width * dice.uniform(0.25, 0.7), height * 0.64, width * 0.085
    pen.pieslice((x - r, y - r * 1.05, x + r, y + r * 0.65), 180, 360, fill=(244, 238, 226))
    pen.rectangle((x - r, y - r * 0.22, x + r, y + r * 0.42), fill=(250, 246, 238))
    pen.rectangle((x - r, y - r * 0.22, x + r, y - r * 0.1), fill=(178, 52, 44))
    pen.rectangle((x - r * 0.2, y - r * 0.08, x + r * 0.2, y + r * 0.42), fill=(120, 66, 36))
    for _ in range(420):
        depth = dice.random() ** 0.8
        fy, fx = height * (0.7 + 0.3 * depth), dice.uniform(0, width)
        s = width * (0.002 + 0.011 * depth)
        red = _mix((214, 40, 48), (255, 120, 76), dice.random())
        pen.line((fx, fy, fx, fy + s * 3), fill=(52, 88, 34), width=max(1, round(s / 2)))
        pen.ellipse((fx - s, fy - s * 1.3, fx + s, fy + s), fill=red)


SCENES: dict[str, Callable[[Image.Image, random.Random], None]] = {
    "range": _range,
    "launch": _launch,
    "steppe": _steppe,
    "city": _city,
    "lake": _lake,
    "night": _night,
}


def draw(seed: int, *, size: tuple[int, int] = (1080, 1440), scene: str = "") -> Image.Image:
    """A landscape; without a scene's name, seeds walk through all of `SCENES` in turn."""
    dice = random.Random(seed)  # noqa: S311 - a picture, not a secret
    names = list(SCENES)
    image = Image.new("RGB", size)
    SCENES[scene or names[seed % len(names)]](image, dice)
    return image.filter(ImageFilter.GaussianBlur(size[0] / 1800))


def _saved(image: Image.Image, file_format: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def jpeg(seed: int, *, size: tuple[int, int] = (1080, 1440), scene: str = "") -> bytes:
    return _saved(draw(seed, size=size, scene=scene), "JPEG", quality=86)


def webp(seed: int, *, size: tuple[int, int] = (1080, 1440), scene: str = "") -> bytes:
    return _saved(draw(seed, size=size, scene=scene), "WEBP", quality=82)


def png(seed: int, *, size: tuple[int, int] = (1080, 1440), scene: str = "") -> bytes:
    """What TikTok refuses."""
    return _saved(draw(seed, size=size, scene=scene), "PNG")
