# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Lamps that stand on the floor or on furniture, and lamps that hang on walls with their backs at +y."""

from __future__ import annotations

import math
from itertools import pairwise

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, Range, of_kind
from svr_ros.synthesis.catalogue.parts import spread
from svr_ros.synthesis.materials import MaterialLibrary


def bulb(draw: MaterialLibrary, lit: bool) -> int:
    """Return the material of a bulb or a glass globe, which glows if it is lit."""
    return draw.plain("white", 0.2, draw.uniform(0.7, 1.6) if lit else 0.0)


def open_shade(piece: Builder, draw: MaterialLibrary, bottom: float, top: float, height: float) -> None:
    """Add a cloth shade from z = 0 that is open above and below, with the bar that holds it and a bulb."""
    cloth, lit = draw.shade_cloth()
    rim = height - 0.02
    piece.of(cloth).shell((0, height), bottom, top, 0.008)
    piece.of(draw.metal()).box(top + 0.004, 0.004, around(rim, 0.004))
    piece.of(bulb(draw, lit)).cone(around(rim - 0.035, 0.04), 0.03, 0.016, rounding=0.01)


def closed_shade(
    piece: Builder, draw: MaterialLibrary, bottom: float, top: float, height: float, crown: float = 0
) -> None:
    """Add a shade from z = 0 that is closed above, perhaps by a conical crown of a height, with its bulb."""
    cloth, lit = draw.shade_cloth()
    skin = draw.choice((draw.metal, draw.wicker, draw.plastic))() if draw.random() < 0.6 else cloth
    with piece.using(skin):
        piece.shell((0, height), bottom, top, 0.008)
        piece.cone(around(height - 0.005, 0.008), top + 0.004, max(0.3 * top, 0.02))
        if crown:
            piece.cone((height - 0.02, height + crown), top, 0.4 * top)
    half = min(0.6 * top + 0.02, 0.05)
    piece.of(bulb(draw, lit)).ellipsoid(half, half, around(height * 0.55, 0.46 * height))


def _pole(piece: Builder, height: float, half: float = 0.013, foot: float = 0.14) -> None:
    """Add a pole on a round plate."""
    piece.cone((0, 0.028), foot, foot - 0.01)
    piece.cone((0, height), half, half)


def _shaded_lamp(piece: Builder, draw: MaterialLibrary, stand: str, tall: bool = False) -> None:
    """Add a cloth shade on a stand: a "stick", a bellied "bottle", a turned "block" or three "legs"."""
    piece.material = draw.wood() if stand == "legs" and draw.random() < 0.5 else draw.metal()
    radius = draw.uniform(0.15, 0.25) if tall else draw.uniform(0.1, 0.19)
    low = draw.uniform(1.07, 1.27) if tall else draw.uniform(0.16, 0.27)
    shade = radius * draw.uniform(0.95, 1.5)
    match stand:
        case "stick":
            _pole(piece, low + 0.3 * shade, 0.012, 0.15 if tall else 0.5 * radius + 0.02)
        case "bottle":
            belly, foot = draw.uniform(0.05, 0.09), piece.of(draw.choice((draw.thing, draw.ceramic))())
            foot.ellipsoid(belly, belly, (0, low + 0.01))
            foot.cone((0, 0.024), 0.8 * belly, 0.7 * belly)
        case "block":
            foot = piece.of(draw.choice((draw.thing, draw.wood, draw.concrete))())
            foot.cone((0, low), draw.uniform(0.04, 0.08), 0.03, rounding=0.01)
        case _:
            spread, top, half = (draw.uniform(0.24, 0.34), 0.02, 0.015) if tall else (0.09, 0.0, 0.007)
            piece.rods_around(3, (spread, 0.006), (top, low + 0.02), half)
    piece.cone((low - 0.02, low + shade - 0.01), 0.008, rounding=0.003)
    with piece.placed(z=low):
        open_shade(piece, draw, radius, radius * draw.uniform(0.5, 1.0), shade)


def _arc_lamp(piece: Builder, draw: MaterialLibrary, arc: tuple[Range, Range, Range]) -> None:
    """Add a shade that hangs from an arc: ranges of half the arc's width, its lower height and the shade's radius."""
    piece.material = draw.metal()
    bend, height, wide = (draw.uniform(*limits) for limits in arc)
    shade = wide * draw.uniform(0.85, 1.0)
    low, base = height - draw.uniform(0.0, 0.4) * bend - shade, 0.05 + 0.25 * bend
    piece.of(draw.stone() if bend > 0.2 else piece.material).cone((0, 0.024 + 0.07 * bend), base + 0.01, base)
    piece.cone((0, height), 0.007 + 0.014 * bend)
    piece.hoop((-bend, 0, height), bend, 0.014 + 0.025 * bend, math.pi / 2)
    piece.rod((-2 * bend, 0, height), (-2 * bend, 0, low + shade - 0.02), 0.007)
    with piece.placed(-2 * bend, 0, low):
        closed_shade(piece, draw, wide, wide * draw.uniform(0.3, 0.8), shade)


def _slender_lamp(piece: Builder, draw: MaterialLibrary, bent: bool) -> None:
    """Add a pole with a bowl on it, or with a shade on a bent arm."""
    piece.material = draw.metal()
    height, radius = draw.sizes((1.2, 1.5), (0.15, 0.35)) if bent else draw.sizes((1.6, 1.85), (0.14, 0.2))
    x, z = -radius, height + draw.uniform(0.0, 0.2) if bent else height
    shade, lit = draw.shade_cloth()
    _pole(piece, height)
    if bent:
        piece.rod((0, 0, height - 0.01), (x, 0, z), 0.009)
        piece.of(shade).rod((x + 0.02, 0, z + 0.03), (x - 0.07, 0, z - 0.13), 0.05, 0.1)
        piece.of(bulb(draw, lit)).ellipsoid(around(x - 0.07, 0.06), 0.06, around(z - 0.13, 0.05))
    else:
        piece.of(shade).shell((height - 0.01, height + 0.11), 0.018, radius, 0.01)
        piece.of(bulb(draw, lit)).cone((height - 0.01, height + 0.05), 0.014, 0.3 * radius)


def _desk_lamp(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, lean, arm = draw.metal(), draw.uniform(0.3, 0.7), draw.uniform(0.16, 0.2)
    elbow = (2 * arm * math.sin(lean), 0.0, 2 * arm * math.cos(lean) + 0.02)
    head = (elbow[0] - 1.7 * arm, 0.0, elbow[2] + 0.7 * arm)
    shade, lit = draw.shade_cloth()
    piece.cone((0, 0.024), 0.085, 0.08)
    piece.rod((0, 0, 0.015), elbow, 0.009)
    piece.rod(elbow, head, 0.009)
    piece.ellipsoid(around(elbow[0], 0.018), 0.018, around(elbow[2], 0.018))
    piece.of(shade).rod(head, (head[0] - 0.05, 0.0, head[2] - 0.1), 0.035, 0.08)
    piece.of(bulb(draw, lit)).ellipsoid(around(head[0] - 0.052, 0.055), 0.055, around(head[2] - 0.1, 0.03))


def _globe_lamp(piece: Builder, draw: MaterialLibrary, radii: Range, stem: float) -> None:
    """Add a glass globe of a radius drawn from `radii` on a foot, a third of them on a stem (metres)."""
    piece.material = draw.choice((draw.wood, draw.metal, draw.concrete))()
    radius, low = draw.uniform(*radii), draw.choice((0.02, 0.02, 0.02 + draw.uniform(0.4, 1.0) * stem))
    piece.cone((0, 0.024), 0.03 + 0.3 * radius, 0.025 + 0.3 * radius)
    piece.cone((0, low + 0.03), 0.025, 0.02)
    piece.of(bulb(draw, draw.random() < 0.6)).ellipsoid(radius, radius, (low, low + 2 * radius))


def _closed_lamp(piece: Builder, draw: MaterialLibrary, shape: str) -> None:
    """Add a lamp that stands without a shade: a "lava" lamp, a "mushroom", a "column" of paper or two "lanterns"."""
    match shape:
        case "lava":
            piece.material, height = draw.chrome(), draw.uniform(0.18, 0.26)
            piece.cone((0, 0.12), 0.065, 0.045)
            piece.cone(around(0.12 + height, 0.025), 0.036, 0.025)
            piece.of(draw.plain("vivid", 0.3, draw.uniform(0.4, 1.2))).cone((0.11, 0.11 + height), 0.062, 0.035)
        case "mushroom":
            piece.material = draw.plastic()
            radius, height = draw.sizes((0.11, 0.17), (0.18, 0.28))
            cap, lit = draw.shade_cloth()
            piece.cone((0, height), 0.35 * radius + 0.02, 0.025, rounding=0.01)
            piece.of(cap).ellipsoid(radius, radius, around(height, 0.45 * radius))
            piece.of(bulb(draw, lit)).cone(around(height - 0.35 * radius, 0.015), 0.4 * radius, 0.7 * radius)
        case "column":
            piece.material, height, half = draw.wood(), draw.uniform(0.7, 1.5), draw.uniform(0.09, 0.17)
            for z in (0.018, height + 0.04):
                piece.box(half + 0.008, half + 0.008, around(z, 0.018), 0.004)
            paper = piece.of(bulb(draw, draw.random() < 0.6))
            if draw.random() < 0.5:
                paper.cone((0.03, height + 0.03), half, half, rounding=0.01)
            else:
                paper.box(half, half, (0.03, height + 0.03), 0.006)
        case _:
            piece.material, glow = draw.metal(), bulb(draw, draw.random() < 0.6)
            for x in (-0.1, 0.1):
                height = draw.uniform(0.14, 0.22)
                piece.box(around(x, 0.055), 0.055, (0, 0.02))
                piece.cone((height, height + 0.06), 0.06, 0.02, at=(x, 0))
                piece.of(glow).cone((0.01, height + 0.01), 0.042, at=(x, 0))


def _wall_lamp(piece: Builder, draw: MaterialLibrary, shape: str) -> None:
    """Add a lamp with its back at y = 0."""
    cloth, lit = draw.shade_cloth() if shape == "bowl" else (0, False)
    piece.material = cloth if shape == "bowl" else draw.metal()
    match shape:
        case "shade":
            radius = draw.uniform(0.07, 0.12)
            height = radius * draw.uniform(1.2, 1.8)
            piece.box(0.045, (0, 0.02), (0, 0.14), 0.006)
            piece.rod((0, 0.01, 0.06), (0, -0.13, 0.06), 0.01)
            piece.rod((0, -0.125, 0.055), (0, -0.125, 0.08 + height), 0.008)
            with piece.placed(y=-0.125, z=0.1):
                open_shade(piece, draw, radius, radius * draw.uniform(0.6, 0.95), height)
        case "bowl":
            radius, height = draw.sizes((0.13, 0.19), (0.1, 0.18))
            piece.shell((0, height), 0.4 * radius, radius, 0.01, 1.5, (0, 0.01), -math.pi / 2)
            piece.of(draw.metal()).box(0.06, (0, 0.012), (0, height))
            y, z = (-0.6 * radius - 0.006, 0.006), around(0.45 * height, 0.3 * height)
            piece.of(bulb(draw, lit)).ellipsoid(0.45 * radius, y, z)
        case "tube":  # shines up and down
            height, half = draw.sizes((0.16, 0.3), (0.04, 0.065))
            at = (0.0, -half - 0.03)
            piece.cone((0.006, height - 0.006), half, at=at)
            piece.box(0.02, (-0.05, 0.01), around(height / 2, 0.03))
            piece.of(bulb(draw, draw.random() < 0.6)).cone((0, height), 0.85 * half, at=at)
        case "globe":
            radius, arm = draw.sizes((0.07, 0.11), (0.12, 0.3))
            height = 2 * radius + 0.03
            piece.rod((0, 0.012, height), (0, -0.012, height), 0.05)
            piece.rod((0, 0, height), (0, -arm, height), 0.009)
            piece.cone(around(height - 0.012, 0.025), 0.03, 0.02, (0, -arm))
            glow = piece.of(bulb(draw, draw.random() < 0.6))
            glow.ellipsoid(radius, around(-arm, radius), (0, 2 * radius + 0.01))
        case "globes":
            half, count = draw.uniform(0.2, 0.42), draw.randint(2, 5)
            radius, glow = min(0.06, 0.8 * half / count), piece.of(bulb(draw, draw.random() < 0.7))
            middle = max(radius, 0.045)
            piece.box(half, 0.014, around(middle, 0.045), 0.006)
            for x in spread(half, count):
                glow.ellipsoid(around(x, radius), (-0.01 - 2 * radius, -0.01), around(middle, radius))
        case "picture light":
            half = draw.uniform(0.22, 0.45)
            piece.box(half * 0.3, 0.015, around(0.03, 0.03), 0.004)
            piece.box(0.02, (-0.1, 0), around(0.04, 0.012))
            glow = piece.of(bulb(draw, draw.random() < 0.7))
            glow.box(half, around(-0.1, 0.022), around(0.035, 0.022), 0.018)
        case _:  # a strip
            half = draw.uniform(0.3, 0.8)
            piece.box(half, 0.016, (0.008, 0.032))
            glow = piece.of(draw.plain("white", 0.1, draw.uniform(0.8, 1.6)))
            glow.box(half - 0.005, around(-0.003, 0.015), (0, 0.016))


def _string_lights(piece: Builder, draw: MaterialLibrary, radii: Range) -> None:
    """Add a sagging cord with bulbs of a radius drawn from `radii` (metres)."""
    piece.material = draw.plain("dark", 0.0)
    width, sag = draw.sizes((1.0, 1.8), (0.1, 0.3))
    count, radius = draw.randint(6, 10), draw.uniform(*radii)
    points = [(width * (k / count - 0.5), 0.0, sag * (2 * k / count - 1) ** 2 + 2.2 * radius) for k in range(count + 1)]
    glow = piece.of(draw.plain(draw.choice(("white", "beige", "vivid")), 0.1, draw.uniform(0.6, 1.5)))
    for start, end in pairwise(points):
        piece.rod(start, end, 0.005)
    for x, _, z in (points[0], points[-1]):
        piece.box(around(x, 0.012), (-0.004, radius + 0.004), around(z, 0.012))
    for x, y, z in points:
        glow.ellipsoid(around(x, radius), around(y - radius * 0.4, radius), around(z - radius, radius * 1.2))


_on_floor, _on_top = of_kind("floor lamp", Label.LIGHTING), of_kind("table lamp", Label.LIGHTING, Place.TOP)
_on_wall, _alone = of_kind("wall lamp", Label.LIGHTING, Place.WALL), of_kind("", Label.LIGHTING, Place.WALL)
_lantern = of_kind("lanterns", Label.LIGHTING)
_TALL, _LOW = ((0.4, 0.55), (1.2, 1.45), (0.15, 0.2)), ((0.07, 0.11), (0.2, 0.32), (0.055, 0.075))
_SHADED = (0.2, 0.4), (0.2, 0.4), (0.26, 0.6)

FORMS: tuple[Form, ...] = (
    _on_floor("floor lamp", _shaded_lamp, 3.4, (0.28, 0.52), (0.28, 0.52), (1.2, 1.65), stand="stick", tall=True),
    _on_floor("tripod lamp", _shaded_lamp, 1.8, (0.42, 0.64), (0.42, 0.64), (1.2, 1.65), stand="legs", tall=True),
    _on_floor("arc lamp", _arc_lamp, 1.4, (1.05, 1.55), (0.3, 0.42), (1.55, 2.1), arc=_TALL),
    _on_floor("torchiere", _slender_lamp, 1.4, (0.28, 0.42), (0.28, 0.42), (1.65, 2), bent=False),
    _on_floor("reading lamp", _slender_lamp, 1.0, (0.42, 0.66), (0.27, 0.29), (1.2, 1.8), bent=True),
    _on_floor("column lamp", _closed_lamp, 0.6, (0.18, 0.37), (0.18, 0.37), (0.7, 1.6), shape="column"),
    _on_floor("floor globe", _globe_lamp, 0.4, (0.3, 0.52), (0.3, 0.52), (0.32, 0.54), radii=(0.16, 0.25), stem=0.0),
    _on_top("stick lamp", _shaded_lamp, 1.9, *_SHADED, stand="stick"),
    _on_top("bottle lamp", _shaded_lamp, 1.7, *_SHADED, stand="bottle"),
    _on_top("block lamp", _shaded_lamp, 0.9, *_SHADED, stand="block"),
    _on_top("three-legged lamp", _shaded_lamp, 1.0, *_SHADED, stand="legs"),
    _on_top("desk lamp", _desk_lamp, 1.3, (0.4, 0.5), (0.16, 0.18), (0.38, 0.58)),
    _on_top("gooseneck lamp", _arc_lamp, 0.9, (0.27, 0.4), (0.15, 0.18), (0.26, 0.46), arc=_LOW),
    _on_top("globe lamp", _globe_lamp, 1.0, (0.15, 0.29), (0.15, 0.29), (0.16, 0.5), radii=(0.08, 0.14), stem=0.2),
    _on_top("lava lamp", _closed_lamp, 0.5, (0.12, 0.14), (0.12, 0.14), (0.3, 0.42), shape="lava"),
    _on_top("mushroom lamp", _closed_lamp, 0.8, (0.21, 0.35), (0.21, 0.35), (0.22, 0.37), shape="mushroom"),
    _lantern("lanterns", _closed_lamp, 1.0, (0.31, 0.33), (0.11, 0.13), (0.2, 0.29), shape="lanterns"),
    _on_wall("sconce", _wall_lamp, 2.2, (0.14, 0.26), (0.21, 0.28), (0.18, 0.33), shape="shade"),
    _on_wall("bowl sconce", _wall_lamp, 1.4, (0.26, 0.4), (0.13, 0.21), (0.09, 0.19), shape="bowl"),
    _on_wall("up and down light", _wall_lamp, 1.6, (0.07, 0.14), (0.11, 0.18), (0.15, 0.31), shape="tube"),
    _on_wall("globe on an arm", _wall_lamp, 1.6, (0.13, 0.23), (0.2, 0.44), (0.21, 0.31), shape="globe"),
    _on_wall("row of globes", _wall_lamp, 1.8, (0.35, 0.9), (0.08, 0.15), (0.08, 0.13), shape="globes"),
    _on_wall("picture light", _wall_lamp, 1.4, (0.4, 0.95), (0.13, 0.14), (0.05, 0.07), shape="picture light"),
    _alone("light strip", _wall_lamp, 1.0, (0.55, 1.65), (0.03, 0.04), (0.03, 0.04), shape="strip"),
    _alone("string lights", _string_lights, 1.0, (1, 1.95), (0.05, 0.13), (0.16, 0.44), radii=(0.022, 0.05)),
    _alone("garland", _string_lights, 1.0, (0.95, 1.9), (0.03, 0.05), (0.13, 0.36), radii=(0.014, 0.018)),
)
