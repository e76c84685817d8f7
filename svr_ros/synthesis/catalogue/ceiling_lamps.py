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

"""Lamps that hang from the ceiling or are fixed to it."""

from __future__ import annotations

import math
from itertools import product

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, of_kind
from svr_ros.synthesis.catalogue.lamps import bulb, closed_shade, open_shade
from svr_ros.synthesis.catalogue.parts import LIGHTING, SIDES, circle, spread
from svr_ros.synthesis.materials import MaterialLibrary


def _add_shade(piece: Builder, draw: MaterialLibrary, shade: str, radius: float) -> float:
    """Add a hanging shade with its lower edge at z = 0 and return the height at which its cord begins."""
    height, glow = radius * draw.uniform(0.7, 1.2), bulb(draw, draw.random() < 0.5)
    match shade:
        case "globe":
            height = 2 * radius
            piece.of(draw.wicker() if draw.random() < 0.33 else glow).ellipsoid(radius, radius, (0, height))
        case "paper lantern":
            height = 1.5 * radius
            piece.shell((0.014, 0.026), 0.4 * radius, 0.4 * radius, 0.012)
            piece.of(glow).ellipsoid(radius, radius, (0, height))
        case "drum":
            open_shade(piece, draw, radius, radius * draw.uniform(0.9, 1.0), height)
            height -= 0.02
        case "cone":
            closed_shade(piece, draw, radius, radius * draw.uniform(0.12, 0.4), height)
        case "dome":
            height = 0.7 * radius
            closed_shade(piece, draw, radius, radius * 0.8, 0.5 * radius, crown=0.26 * radius)
    return height


def _cord(piece: Builder, x: float, low: float, ceiling: float) -> None:
    piece.cone((low, ceiling), 0.005, at=(x, 0), rounding=0.001)
    piece.cone((ceiling - 0.03, ceiling), 0.05, 0.055, (x, 0))


def _pendant(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float, shade: str) -> None:
    """Add one hanging lamp, or two or three equal ones below a rail."""
    metal, count = draw.metal(), draw.choice((1, 1, 1, 1, 2, 3))
    radius = min(0.45 * (ceiling - low), draw.uniform(0.09, 0.16) if count > 1 else draw.uniform(0.15, 0.32))
    lamp, piece.material = Builder(LIGHTING, metal), metal
    end = _add_shade(lamp, draw, shade, radius)
    for k in range(count):
        x = (k - (count - 1) / 2) * 2.7 * radius
        piece.add(lamp.solids, x, 0, low)
        _cord(piece, x, low + end - 0.01, ceiling)
    if count > 1:
        piece.box((count - 1) * 1.35 * radius + 0.1, 0.03, (ceiling - 0.036, ceiling))


def _cluster(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float) -> None:
    piece.material, glow = draw.metal(), bulb(draw, draw.random() < 0.6)
    piece.cone((ceiling - 0.03, ceiling), 0.2)
    count = draw.randint(3, 6)
    for k in range(count):
        angle, out, radius = k * math.tau / count, draw.uniform(0.14, 0.22), draw.uniform(0.06, 0.11)
        x, y, z = out * math.cos(angle), out * math.sin(angle), low + 0.13 * k
        if z + 2 * radius > ceiling - 0.1:
            break
        piece.rod((x, y, z + 2 * radius - 0.01), (0.5 * x, 0.5 * y, ceiling - 0.01), 0.004)
        piece.of(glow).ellipsoid(around(x, radius), around(y, radius), (z, z + 2 * radius))


def _rings(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float) -> None:
    piece.material, glow, z = draw.metal(), bulb(draw, draw.random() < 0.7), low + 0.02
    piece.cone((ceiling - 0.04, ceiling), 0.07)
    for k in range(draw.choice((1, 1, 2))):
        radius = draw.uniform(0.22, 0.4) * (1.0 - 0.35 * k)
        piece.of(glow).shell(around(z, 0.022), radius, radius, 0.03)
        piece.rods_around(3, (radius, z), (0.03, ceiling - 0.01), 0.004)
        z += draw.uniform(0.1, 0.16)


def _bar(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float) -> None:
    piece.material, half = draw.metal(), draw.uniform(0.4, 0.75)
    for side in SIDES:
        _cord(piece, side * 0.8 * half, low + 0.06, ceiling)
    piece.of(draw.choice((draw.metal, draw.wood))()).box(half, 0.03, around(low + 0.045, 0.025), 0.004)
    piece.of(bulb(draw, draw.random() < 0.7)).box(half - 0.02, 0.026, (low, low + 0.03))


def _chandelier(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float) -> None:
    """Add a hanging lamp with four to six arms that end in candles, small shades or globes."""
    piece.material = draw.chrome() if draw.random() < 0.5 else draw.metal()
    end = Builder(LIGHTING, bulb(draw, draw.random() < 0.5))
    arms, length, kind = draw.randint(4, 6), draw.uniform(0.22, 0.38), draw.choice(("candle", "shade", "globe"))
    if kind == "globe":
        end.ellipsoid(0.065, 0.065, (-0.005, 0.125))
    elif kind == "candle":
        end.ellipsoid(0.02, 0.02, (0.075, 0.155))
        end.of(draw.ceramic()).cone((-0.005, 0.085), 0.014)
    else:
        end.of(draw.shade_cloth()[0]).cone((0, 0.12), 0.075, 0.045)
    piece.cone((low, ceiling), 0.01, rounding=0.001)
    piece.cone((ceiling - 0.04, ceiling), 0.03, 0.06)
    piece.ellipsoid(0.045, 0.045, (low, low + 0.12))
    piece.rods_around(arms, (0, low + 0.04), (length, low + 0.07), 0.009)
    for x, y in circle(arms, length):
        piece.add(end.solids, x, y, low + 0.07)


def _fixed(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float = 0.0, *, fitting: str) -> None:
    """Add a lamp that is fixed to the ceiling; its lowest part does not depend on `low`."""
    piece.material = draw.metal()
    glow = piece.of(bulb(draw, draw.random() < 0.6))
    with piece.placed(z=ceiling):
        match fitting:
            case "bowl":
                radius = draw.uniform(0.14, 0.24)
                bottom = -0.8 * radius - 0.015
                piece.cone((-0.4 * radius, 0), 0.8 * radius, 0.6 * radius)
                piece.ellipsoid(0.018, 0.018, around(bottom, 0.018))
                glow.ellipsoid(radius, radius, (bottom, -0.015))
            case "drum":
                radius, height = draw.sizes((0.16, 0.3), (0.04, 0.16))
                piece.of(draw.shade_cloth()[0]).shell((-height, 0), radius, radius, 0.01)
                glow.cone((-0.95 * height, -0.1 * height), 0.98 * radius)
            case "panel":
                half_x, half_y = draw.choice((0.15, 0.3, 0.3, 0.6)), draw.choice((0.15, 0.3))
                piece.box(half_x, half_y, (-0.03, 0), 0.002)
                glow.box(half_x - 0.015, half_y - 0.015, (-0.035, -0.005))
            case "tubes":
                half, count = draw.choice((0.3, 0.6, 0.75)), draw.choice((1, 2))
                piece.of(draw.plain("white")).box(half + 0.02, 0.05 * count, (-0.04, 0), 0.004)
                for y in (-0.035, 0.035) if count == 2 else (0.0,):
                    glow.rod((-half, y, -0.048), (half, y, -0.048), 0.016)
            case "track":
                half, count = draw.uniform(0.4, 0.75), draw.randint(3, 5)
                piece.box(half, 0.02, (-0.03, 0))
                for x in spread(0.9 * half, count):
                    _add_spot(piece, draw, glow, x, 0.0)
            case "spots":
                count, out = draw.randint(2, 4), draw.uniform(0.09, 0.14)
                piece.cone((-0.03, 0), out + 0.05)
                for x, y in circle(count, out):
                    _add_spot(piece, draw, glow, x, y)
            case "downlights":
                columns, rows, pitch = draw.randint(2, 4), draw.choice((1, 1, 2)), draw.uniform(0.5, 0.9)
                for i, j in product(range(columns), range(rows)):
                    at = pitch * (i - (columns - 1) / 2), pitch * (j - (rows - 1) / 2)
                    piece.cone((-0.012, 0), 0.058, 0.062, at, 0.002)
                    glow.cone((-0.017, -0.001), 0.044, at=at, rounding=0.002)
            case _:
                _add_fan(piece, draw, glow)


def _add_fan(piece: Builder, draw: MaterialLibrary, glow: Builder) -> None:
    blades, hub, length = draw.choice((3, 4, 5, 5)), -draw.uniform(0.22, 0.32), draw.uniform(0.42, 0.62)
    piece.cone((hub, 0), 0.018)
    piece.cone((-0.05, 0), 0.04, 0.07)
    piece.cone(around(hub, 0.05), 0.09, 0.075, rounding=0.01)
    glow.ellipsoid(0.11, 0.11, around(hub - 0.06, 0.065))
    start = draw.uniform(0, math.tau)
    with piece.using(draw.wood()):
        for k in range(blades):
            with piece.placed(yaw=start + k * math.tau / blades):
                piece.box((0.07, length), 0.065, around(hub, 0.006), 0.003, pitch=0.18)


def _add_spot(piece: Builder, draw: MaterialLibrary, glow: Builder, x: float, y: float) -> None:
    """Add a spotlight below the point (x, y, -0.03), turned in any direction."""
    angle, down = draw.sizes((0, math.tau), (0.5, 1.4))
    dx, dy, dz = math.cos(down) * math.cos(angle), math.cos(down) * math.sin(angle), -math.sin(down)

    def along(distance: float) -> tuple[float, float, float]:
        return x + distance * dx, y + distance * dy, -0.08 + distance * dz

    piece.rod((x, y, -0.025), along(0.0), 0.008)
    piece.rod(along(-0.03), along(0.1), 0.03, 0.042)
    glow.rod(along(0.0), along(0.106), 0.01, 0.034)


_at_ceiling = of_kind("ceiling lamp", Label.LIGHTING, Place.CEILING)
_hanging = of_kind("pendant", Label.LIGHTING, Place.CEILING)
_large = of_kind("chandelier", Label.LIGHTING, Place.CEILING)
_PENDANT = (0.25, 1.25), (0.16, 0.68)

FORMS: tuple[Form, ...] = (
    _hanging("globe pendant", _pendant, 1.0, *_PENDANT, shade="globe"),
    _hanging("drum pendant", _pendant, 1.0, *_PENDANT, shade="drum"),
    _hanging("conical pendant", _pendant, 2.0, *_PENDANT, shade="cone"),
    _hanging("domed pendant", _pendant, 1.0, *_PENDANT, shade="dome"),
    _hanging("paper lantern", _pendant, 1.0, *_PENDANT, shade="paper lantern"),
    _hanging("cluster lamp", _cluster, 1.2, (0.38, 0.64), (0.38, 0.64)),
    _hanging("ring lamp", _rings, 1.0, (0.45, 0.85), (0.45, 0.85)),
    _hanging("bar lamp", _bar, 1.8, (0.75, 1.55), (0.1, 0.12)),
    _large("chandelier", _chandelier, 1.0, (0.4, 0.95), (0.4, 0.95)),
    _at_ceiling("ceiling bowl", _fixed, 2.0, (0.26, 0.5), (0.26, 0.5), fitting="bowl"),
    _at_ceiling("ceiling drum", _fixed, 2.2, (0.3, 0.64), (0.3, 0.64), fitting="drum"),
    _at_ceiling("light panel", _fixed, 1.0, (0.25, 1.25), (0.28, 0.62), fitting="panel"),
    _at_ceiling("fluorescent tubes", _fixed, 0.8, (0.6, 1.6), (0.09, 0.21), fitting="tubes"),
    _at_ceiling("track light", _fixed, 1.2, (0.75, 1.55), (0.08, 0.22), fitting="track"),
    _at_ceiling("ceiling spots", _fixed, 0.8, (0.26, 0.5), (0.26, 0.5), fitting="spots"),
    _at_ceiling("downlights", _fixed, 0.8, (0.55, 2.9), (0.1, 1.05), fitting="downlights"),
    _at_ceiling("ceiling fan", _fixed, 1.2, (0.65, 1.3), (0.65, 1.3), fitting="fan"),
)
