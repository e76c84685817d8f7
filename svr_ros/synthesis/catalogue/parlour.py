"""Cabinets of the parlour: vitrines, bureaus, bars, chests."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.cases import BOARD, base, draw_fronts, frame, fronts
from svr_ros.synthesis.catalogue.clutter import ANYWHERE, scatter
from svr_ros.synthesis.catalogue.desk_things import papers
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, box, cone, ellipsoid, rod
from svr_ros.synthesis.catalogue.storage import on_top, shelf_filling
from svr_ros.synthesis.catalogue.tableware import bottles
from svr_ros.synthesis.piece import Furniture, furniture, place


def vitrine(rng: Random, palette: Palette) -> Furniture:
    """Draw a cabinet with glass doors through which one sees dishes and things."""
    width, depth, height = rng.uniform(0.6, 1.2), rng.uniform(0.35, 0.45), rng.uniform(1.4, 2.05)
    body, glass = palette.wood(), palette.glass()
    solids, low = base(rng, palette, body, width, depth, False)
    style = draw_fronts(rng, palette, body)
    if rng.random() < 0.5:
        split = low + rng.uniform(0.45, 0.75)
        solids.append(box(CABINET, body, 0, 0, (low + split) / 2, width / 2, depth / 2, (split - low) / 2))
        solids += fronts(style, -width / 2, width / 2, low, split, -depth / 2, 2, 1, 0.7)
        low = split
    solids += frame(body, width, depth, low, height, True)
    rows, y = max(2, round((height - low) / 0.36)), -depth / 2 - 0.006
    step = (height - low) / rows
    for row in range(rows):
        z = low + step * row + (2 * BOARD if row == 0 else BOARD)
        if row:
            solids.append(
                box(
                    CABINET,
                    body if rng.random() < 0.5 else glass,
                    0,
                    0,
                    z - BOARD,
                    width / 2 - 0.02,
                    depth / 2 - 0.012,
                    BOARD,
                )
            )
        solids += shelf_filling(rng, palette, 0.03 - width / 2, width / 2 - 0.03, depth - 0.06, z, step - 0.05, 5, 0.2)
    middle, half, wide = (low + height) / 2, (height - low) / 2, width / 4
    for s in SIDES:
        solids.append(box(CABINET, glass, s * wide, y, middle, wide - 0.03, 0.003, half - 0.03))
        solids += [
            box(CABINET, body, s * wide + e * (wide - 0.02), y, middle, 0.02, 0.009, half - 0.003, 0.002) for e in SIDES
        ]
        solids += [
            box(CABINET, body, s * wide, y, middle + e * (half - 0.023), wide, 0.009, 0.02, 0.002) for e in SIDES
        ]
        solids.append(ellipsoid(CABINET, style.handle_material, s * 0.02, y - 0.018, middle, 0.011, 0.014, 0.014))
    return furniture(CABINET, "vitrine", solids)


def secretary(rng: Random, palette: Palette) -> Furniture:
    """Draw a bureau: drawers below, a flap above that is closed (sloping) or let down as a desk."""
    width, depth, desk, height = (
        rng.uniform(0.75, 1.0),
        rng.uniform(0.4, 0.48),
        rng.uniform(0.72, 0.78),
        rng.uniform(1.0, 1.15),
    )
    body = palette.wood()
    style, dark = draw_fronts(rng, palette, body), palette.plain("dark")
    solids, low = base(rng, palette, body, width, depth, False)
    solids.append(box(CABINET, body, 0, 0, (low + desk) / 2, width / 2, depth / 2, (desk - low) / 2, 0.003))
    solids += fronts(style, -width / 2, width / 2, low, desk - 0.03, -depth / 2, 1, rng.randint(2, 3), drawers=True)
    back, rise = depth * 0.22, height - desk
    solids.append(box(CABINET, body, 0, depth / 2 - back / 2, desk + rise / 2, width / 2, back / 2, rise / 2, 0.003))
    run = depth - back
    if rng.random() < 0.5:
        lean = math.atan2(run, rise)
        middle = -depth / 2 + run / 2, desk + rise / 2
        solids.append(
            box(CABINET, body, 0, middle[0], middle[1], width / 2, 0.011, math.hypot(run, rise) / 2, 0.003, 0, -lean)
        )
        solids += [
            rod(
                CABINET,
                body,
                (s * (width / 2 - 0.012), -depth / 2 + run, desk),
                (s * (width / 2 - 0.012), middle[0], middle[1]),
                0.011,
            )
            for s in SIDES
        ]
        solids += [
            box(
                CABINET,
                body,
                s * (width / 2 - 0.01),
                depth / 2 - back - run * 0.25,
                desk + rise * 0.3,
                0.01,
                run * 0.25,
                rise * 0.3,
            )
            for s in SIDES
        ]
        solids.append(ellipsoid(CABINET, style.handle_material, 0, middle[0] - 0.018, middle[1], 0.014, 0.018, 0.014))
    else:
        reach = rng.uniform(0.3, 0.38)
        solids.append(
            box(CABINET, body, 0, -depth / 2 - reach / 2 + 0.02, desk + 0.01, width / 2 - 0.01, reach / 2, 0.011, 0.003)
        )
        solids.append(
            box(CABINET, dark, 0, depth / 2 - back - 0.002, desk + rise / 2, width / 2 - 0.03, 0.004, rise / 2 - 0.02)
        )
        for k in range(4):
            x = width * (0.2 * k - 0.3)
            solids.append(
                box(
                    VOID,
                    rng.choice((palette.spines, palette.page, palette.thing))(),
                    x,
                    depth / 2 - back - 0.05,
                    desk + 0.09,
                    0.05,
                    0.045,
                    0.09,
                )
            )
        solids += place(papers(rng, palette)[:2], 0.0, -depth / 2 - 0.1, desk + 0.021, math.pi / 2)
    return furniture(
        CABINET, "secretary", solids + place(on_top(rng, palette, width, back, height), 0, (depth - back) / 2, 0, 0)
    )


def bar_cabinet(rng: Random, palette: Palette) -> Furniture:
    """Draw a cabinet whose open upper half shows bottles and glasses."""
    width, depth, height = rng.uniform(0.6, 1.0), rng.uniform(0.36, 0.44), rng.uniform(1.05, 1.5)
    body = palette.wood()
    solids, low = base(rng, palette, body, width, depth, False)
    style, split = draw_fronts(rng, palette, body), height * rng.uniform(0.45, 0.55)
    solids.append(box(CABINET, body, 0, 0, (low + split) / 2, width / 2, depth / 2, (split - low) / 2))
    solids += fronts(style, -width / 2, width / 2, low, split, -depth / 2, 2, 1, 0.7)
    solids += frame(body, width, depth, split, height, False)
    back = palette.mirror() if rng.random() < 0.6 else body
    solids.append(
        box(CABINET, back, 0, depth / 2 - 0.006, (split + height) / 2, width / 2, 0.005, (height - split) / 2)
    )
    for x in (-0.26, 0.0, 0.26):
        rack = [s for s in bottles(rng, palette) if s.z + s.hz < height - split - 0.04 and abs(s.x) < 0.12]
        solids += place(rack, x * width, -0.02, split + 2 * BOARD, 0.0)
    solids += scatter(rng, palette, ANYWHERE, palette.count(2), width, depth, height)
    return furniture(CABINET, "bar cabinet", solids, top=height)


def chest(rng: Random, palette: Palette) -> Furniture:
    """Draw a trunk or a blanket box, its lid flat or vaulted, with bands and a lock."""
    width, depth, height = rng.uniform(0.7, 1.25), rng.uniform(0.38, 0.52), rng.uniform(0.38, 0.52)
    body, band = rng.choice((palette.wood, palette.wood, palette.wicker, palette.leather))(), palette.metal()
    low = height * 0.72
    solids = [
        box(CABINET, body, 0, 0, low / 2, width / 2, depth / 2, low / 2, 0.004),
        box(CABINET, band, 0, -depth / 2, low, 0.04, 0.012, 0.05, 0.004),
        *(box(CABINET, band, s * 0.3 * width, 0, low / 2, 0.025, depth / 2 + 0.004, low / 2) for s in SIDES),
    ]
    if rng.random() < 0.4:
        radius = depth / 2 + 0.006
        z = max(low - 0.3 * radius, radius + 0.01)
        solids.append(cone(CABINET, body, 0, 0, z, width / 2 + 0.01, radius, radius, 0.01, 0.0, 0.0, math.pi / 2))
        return furniture(CABINET, "chest", solids)
    solids.append(
        box(
            CABINET,
            body,
            0,
            0,
            (low + height) / 2,
            width / 2 + 0.012,
            depth / 2 + 0.012,
            (height - low) / 2,
            0.01,
        )
    )
    return furniture(CABINET, "chest", solids, top=height)
