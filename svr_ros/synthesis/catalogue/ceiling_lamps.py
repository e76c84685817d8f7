"""Lamps that hang from the ceiling or are fixed to it."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import LIGHTING, SIDES, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.catalogue.table_lamps import bulb_light, closed_shade, open_shade
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid


def _cord(look: int, x: float, y: float, low: float, ceiling: float) -> list[Solid]:
    half = (ceiling - low) / 2
    return [
        cone(LIGHTING, look, x, y, low + half, half, 0.005, 0.005, 0.001),
        cone(LIGHTING, look, x, y, ceiling - 0.015, 0.015, 0.05, 0.055),
    ]


def pendant(rng: Random, palette: Palette, ceiling: float, low: float) -> Furniture:
    """Draw lamps that hang from the ceiling (its height, m) down to about `low`: one, several on a rail, a cluster, a
    ring, a bar."""
    form = rng.random()
    if form < 0.6:
        return furniture(LIGHTING, "pendant", _hung(rng, palette, ceiling, low))
    if form < 0.72:
        return furniture(LIGHTING, "cluster", _cluster(rng, palette, ceiling, low))
    if form < 0.82:
        return furniture(LIGHTING, "ring lamp", _ring(rng, palette, ceiling, low))
    return furniture(LIGHTING, "bar lamp", _bar(rng, palette, ceiling, low))


def _hung(rng: Random, palette: Palette, ceiling: float, low: float) -> list[Solid]:
    """Hang one shade or globe, or a row of equal ones from a rail."""
    metal, count = palette.metal(), rng.choice((1, 1, 1, 1, 2, 3))
    radius = rng.uniform(0.09, 0.16) if count > 1 else rng.uniform(0.15, 0.32)
    form = rng.choice(("globe", "drum", "cone", "cone", "dome", "lantern"))
    tall, drop = radius * rng.uniform(0.7, 1.2), 0.0
    state, solids = rng.getstate(), []
    for k in range(count):
        x = (k - (count - 1) / 2) * 2.7 * radius
        rng.setstate(state)  # the lamps of a row are equal
        if form == "globe":
            glow = rng.choice((bulb_light(rng, palette, True), bulb_light(rng, palette, False), palette.wicker()))
            solids.append(ellipsoid(LIGHTING, glow, x, 0, low + radius, radius, radius, radius))
            drop = 2 * radius
        elif form == "lantern":  # paper, flattened, with a rim at both ends
            glow = bulb_light(rng, palette, rng.random() < 0.5)
            solids.append(ellipsoid(LIGHTING, glow, x, 0, low + 0.75 * radius, radius, radius, 0.75 * radius))
            solids.append(shell(LIGHTING, metal, x, 0, low + 0.02, 0.006, 0.4 * radius, 0.4 * radius, 0.012))
            drop = 1.5 * radius
        elif form == "drum":
            solids += open_shade(rng, palette, x, 0, low, radius, radius * rng.uniform(0.9, 1.0), tall)
            drop = tall - 0.02
        elif form == "cone":
            solids += closed_shade(rng, palette, x, 0, low, radius, radius * rng.uniform(0.12, 0.4), tall)
            drop = tall
        else:
            part = closed_shade(rng, palette, x, 0, low, radius, radius * 0.8, 0.5 * radius)
            cap = part[0].material
            solids += [*part, cone(LIGHTING, cap, x, 0, low + 0.62 * radius, 0.14 * radius, 0.8 * radius, 0.3 * radius)]
            drop = 0.7 * radius
        solids += _cord(metal, x, 0, low + drop - 0.01, ceiling)
    if count > 1:
        solids.append(box(LIGHTING, metal, 0, 0, ceiling - 0.018, (count - 1) * 1.35 * radius + 0.1, 0.03, 0.018))
    return solids


def _cluster(rng: Random, palette: Palette, ceiling: float, low: float) -> list[Solid]:
    metal, glow, solids = palette.metal(), bulb_light(rng, palette, rng.random() < 0.6), []
    count = rng.randint(3, 6)
    for k in range(count):
        angle, reach = k * math.tau / count, rng.uniform(0.14, 0.22)
        x, y, z = reach * math.cos(angle), reach * math.sin(angle), low + 0.13 * k
        radius = rng.uniform(0.06, 0.11)
        if z + 2 * radius > ceiling - 0.1:
            break
        solids.append(ellipsoid(LIGHTING, glow, x, y, z + radius, radius, radius, radius))
        solids.append(rod(LIGHTING, metal, (x, y, z + 2 * radius - 0.01), (0.5 * x, 0.5 * y, ceiling - 0.01), 0.004))
    solids.append(cone(LIGHTING, metal, 0, 0, ceiling - 0.015, 0.015, 0.2, 0.2))
    return solids


def _ring(rng: Random, palette: Palette, ceiling: float, low: float) -> list[Solid]:
    metal, glow, solids = palette.metal(), bulb_light(rng, palette, rng.random() < 0.7), []
    z = low + 0.02
    for k in range(rng.choice((1, 1, 2))):
        radius = rng.uniform(0.22, 0.4) * (1.0 - 0.35 * k)
        solids.append(shell(LIGHTING, glow, 0, 0, z, 0.022, radius, radius, 0.03))
        for j in range(3):
            angle = j * math.tau / 3
            rim = (radius * math.cos(angle), radius * math.sin(angle), z)
            solids.append(
                rod(LIGHTING, metal, rim, (0.03 * math.cos(angle), 0.03 * math.sin(angle), ceiling - 0.01), 0.004)
            )
        z += rng.uniform(0.1, 0.16)
    solids.append(cone(LIGHTING, metal, 0, 0, ceiling - 0.02, 0.02, 0.07, 0.07))
    return solids


def _bar(rng: Random, palette: Palette, ceiling: float, low: float) -> list[Solid]:
    metal, half = palette.metal(), rng.uniform(0.4, 0.75)
    glow = bulb_light(rng, palette, rng.random() < 0.7)
    body = rng.choice((palette.metal, palette.wood))()
    return [
        box(LIGHTING, body, 0, 0, low + 0.045, half, 0.03, 0.025, 0.004),
        box(LIGHTING, glow, 0, 0, low + 0.015, half - 0.02, 0.026, 0.015),
        *(solid for s in SIDES for solid in _cord(metal, s * 0.8 * half, 0, low + 0.06, ceiling)),
    ]


def chandelier(rng: Random, palette: Palette, ceiling: float, low: float) -> Furniture:
    """Draw a hanging lamp with arms: candles, shades or globes at their ends."""
    metal, arms, reach = (
        palette.chrome() if rng.random() < 0.5 else palette.metal(),
        rng.randint(4, 6),
        rng.uniform(0.22, 0.38),
    )
    shade, lit = palette.shade_cloth()
    glow, form, stem = bulb_light(rng, palette, lit), rng.choice(("candle", "shade", "globe")), (ceiling - low) / 2
    solids = [
        cone(LIGHTING, metal, 0, 0, ceiling - stem, stem, 0.01, 0.01, 0.001),
        cone(LIGHTING, metal, 0, 0, ceiling - 0.02, 0.02, 0.03, 0.06),
        ellipsoid(LIGHTING, metal, 0, 0, low + 0.06, 0.045, 0.045, 0.06),
    ]
    for k in range(arms):
        angle = k * math.tau / arms
        c, s = math.cos(angle), math.sin(angle)
        tip = (c * reach, s * reach, low + 0.07)
        solids.append(rod(LIGHTING, metal, (0, 0, low + 0.04), tip, 0.009))
        if form == "globe":
            solids.append(ellipsoid(LIGHTING, glow, tip[0], tip[1], tip[2] + 0.06, 0.065, 0.065, 0.065))
        elif form == "shade":
            solids.append(cone(LIGHTING, shade, tip[0], tip[1], tip[2] + 0.06, 0.06, 0.075, 0.045, 0.003))
        else:
            solids.append(cone(LIGHTING, palette.ceramic(), tip[0], tip[1], tip[2] + 0.04, 0.045, 0.014, 0.014))
            solids.append(ellipsoid(LIGHTING, glow, tip[0], tip[1], tip[2] + 0.115, 0.02, 0.02, 0.04))
    return furniture(LIGHTING, "chandelier", solids)


def ceiling_lamp(rng: Random, palette: Palette, ceiling: float) -> Furniture:
    """Draw a lamp fixed to the ceiling (its height, m): bowl, drum, panel, tubes, spots, downlights, a fan."""
    forms = (_bowl, _drum, _panel, _tubes, _track, _spots, _downlights, fan_lamp)
    form = rng.choices(forms, (0.2, 0.18, 0.14, 0.08, 0.12, 0.08, 0.08, 0.12))[0]
    name = "ceiling fan" if form is fan_lamp else "ceiling lamp"
    return furniture(LIGHTING, name, form(rng, palette, ceiling, bulb_light(rng, palette, rng.random() < 0.6)))


def _bowl(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    radius, metal = rng.uniform(0.14, 0.24), palette.metal()
    return [
        ellipsoid(LIGHTING, glow, 0, 0, ceiling - 0.4 * radius - 0.015, radius, radius, 0.4 * radius),
        cone(LIGHTING, metal, 0, 0, ceiling - 0.2 * radius, 0.2 * radius, 0.8 * radius, 0.6 * radius),
        ellipsoid(LIGHTING, metal, 0, 0, ceiling - 0.8 * radius - 0.015, 0.018, 0.018, 0.018),
    ]


def _drum(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    radius, half = rng.uniform(0.16, 0.3), rng.uniform(0.035, 0.08)
    cloth, _ = palette.shade_cloth()
    return [
        shell(LIGHTING, cloth, 0, 0, ceiling - half, half, radius, radius, 0.01),
        cone(LIGHTING, glow, 0, 0, ceiling - half, half * 0.8, radius * 0.98, radius * 0.98),
    ]


def _panel(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    metal, half_x, half_y = palette.metal(), rng.choice((0.15, 0.3, 0.3, 0.6)), rng.choice((0.15, 0.3))
    if rng.random() < 0.3:
        return [
            cone(LIGHTING, glow, 0, 0, ceiling - 0.02, 0.02, 0.2, 0.2),
            shell(LIGHTING, metal, 0, 0, ceiling - 0.02, 0.02, 0.2, 0.2, 0.014),
        ]
    return [
        box(LIGHTING, metal, 0, 0, ceiling - 0.015, half_x, half_y, 0.015, 0.002),
        box(LIGHTING, glow, 0, 0, ceiling - 0.02, half_x - 0.015, half_y - 0.015, 0.015),
    ]


def _tubes(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    white, half, count = palette.plain("white"), rng.choice((0.3, 0.6, 0.75)), rng.choice((1, 2))
    solids = [box(LIGHTING, white, 0, 0, ceiling - 0.02, half + 0.02, 0.05 * count, 0.02, 0.004)]
    for k in range(count):
        y = 0.07 * (k - (count - 1) / 2)
        solids.append(rod(LIGHTING, glow, (-half, y, ceiling - 0.048), (half, y, ceiling - 0.048), 0.016))
    return solids


def _track(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    metal, half, count = palette.metal(), rng.uniform(0.4, 0.75), rng.randint(3, 5)
    solids = [box(LIGHTING, metal, 0, 0, ceiling - 0.015, half, 0.02, 0.015)]
    for k in range(count):
        solids += _spot(rng, metal, glow, 0.9 * half * (2 * (k + 0.5) / count - 1), 0.0, ceiling - 0.03)
    return solids


def _spots(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    metal, count, reach = palette.metal(), rng.randint(2, 4), rng.uniform(0.09, 0.14)
    solids = [cone(LIGHTING, metal, 0, 0, ceiling - 0.015, 0.015, reach + 0.05, reach + 0.05)]
    for k in range(count):
        angle = k * math.tau / count
        solids += _spot(rng, metal, glow, reach * math.cos(angle), reach * math.sin(angle), ceiling - 0.03)
    return solids


def _spot(rng: Random, metal: int, glow: int, x: float, y: float, z: float) -> list[Solid]:
    """Hang a spot below a point, turned anyhow."""
    joint, angle, down = (x, y, z - 0.05), rng.uniform(0, math.tau), rng.uniform(0.5, 1.4)
    dx, dy, dz = math.cos(down) * math.cos(angle), math.cos(down) * math.sin(angle), -math.sin(down)
    face = (x + 0.1 * dx, y + 0.1 * dy, z - 0.05 + 0.1 * dz)
    back = (x - 0.03 * dx, y - 0.03 * dy, z - 0.05 - 0.03 * dz)
    rim = (face[0] + 0.006 * dx, face[1] + 0.006 * dy, face[2] + 0.006 * dz)
    return [
        rod(LIGHTING, metal, (x, y, z + 0.005), joint, 0.008),
        rod(LIGHTING, metal, back, face, 0.03, 0.042),
        rod(LIGHTING, glow, joint, rim, 0.01, 0.034),
    ]


def _downlights(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    metal, columns, rows, pitch = palette.metal(), rng.randint(2, 4), rng.choice((1, 1, 2)), rng.uniform(0.5, 0.9)
    solids = []
    for i in range(columns):
        for j in range(rows):
            x, y = pitch * (i - (columns - 1) / 2), pitch * (j - (rows - 1) / 2)
            solids.append(cone(LIGHTING, metal, x, y, ceiling - 0.006, 0.006, 0.058, 0.062, 0.002))
            solids.append(cone(LIGHTING, glow, x, y, ceiling - 0.009, 0.008, 0.044, 0.044, 0.002))
    return solids


def fan_lamp(rng: Random, palette: Palette, ceiling: float, glow: int) -> list[Solid]:
    """Build a ceiling fan with a lamp under its hub."""
    metal, blade, blades = palette.metal(), palette.wood(), rng.choice((3, 4, 5, 5))
    hub, turn, reach = ceiling - rng.uniform(0.22, 0.32), rng.uniform(0, math.tau), rng.uniform(0.42, 0.62)
    solids = [
        cone(LIGHTING, metal, 0, 0, (ceiling + hub) / 2, (ceiling - hub) / 2, 0.018, 0.018),
        cone(LIGHTING, metal, 0, 0, ceiling - 0.025, 0.025, 0.04, 0.07),
        cone(LIGHTING, metal, 0, 0, hub, 0.05, 0.09, 0.075, 0.01),
        ellipsoid(LIGHTING, glow, 0, 0, hub - 0.06, 0.11, 0.11, 0.065),
    ]
    for k in range(blades):
        angle = turn + k * math.tau / blades
        half = (reach - 0.07) / 2
        x, y = (0.07 + half) * math.cos(angle), (0.07 + half) * math.sin(angle)
        solids.append(box(LIGHTING, blade, x, y, hub, half, 0.065, 0.006, 0.003, angle, 0.18))
    return solids
