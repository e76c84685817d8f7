"""Beds: single, double, bunk beds and cots."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.clutter import ON_SEATS
from svr_ros.synthesis.furniture.cushions import cushions, pillows, rumples
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import BED, SIDES, Furniture, box, cone, corners, furniture, place, top_at
from svr_ros.synthesis.scene import Solid


def bed(rng: Random, palette: Palette) -> Furniture:
    """Draw a bed with its frame, mattress, head board, blanket, pillows and cushions."""
    width = rng.uniform(0.9, 1.2) if rng.random() < 0.4 else rng.uniform(1.35, 2.0)
    length = rng.uniform(1.88, 2.15)
    frame = palette.wood() if rng.random() < 0.6 else palette.fabric()
    top, thick = rng.uniform(0.38, 0.72), rng.uniform(0.14, 0.32)
    leg = rng.uniform(0.0, 0.18)
    leg = leg if leg > 0.04 else 0.0
    half_x, half_y = width / 2, length / 2

    rail = max(top - thick - leg, 0.06)
    solids = [
        box(BED, frame, 0, 0, leg + rail / 2, half_x + 0.03, half_y + 0.03, rail / 2, rng.choice((0.005, 0.02, 0.05)))
    ]
    if leg:
        solids += [
            box(BED, frame, x, y, (leg + 0.02) / 2, 0.03, 0.03, (leg + 0.02) / 2)
            for x, y in corners(half_x - 0.05, half_y - 0.05)
        ]
    low = leg + rail - 0.01
    solids.append(
        box(
            BED,
            palette.linen(),
            0,
            0,
            (low + top) / 2,
            half_x - 0.01,
            half_y - 0.01,
            (top - low) / 2,
            rng.uniform(0.03, 0.09),
        )
    )
    solids += _head_board(rng, frame, half_x, half_y + 0.06, top)
    if rng.random() < 0.25:
        end = (top + rng.uniform(0.0, 0.3)) / 2
        solids.append(box(BED, frame, 0, -half_y - 0.05, end, half_x + 0.03, 0.025, end, 0.01))
    if rng.random() < 0.88:
        solids += _blanket(rng, palette, half_x, half_y, top)
    solids += pillows(rng, palette, BED, width, half_y, top)
    if rng.random() < 0.6:
        solids += cushions(rng, palette, BED, rng.randint(1, 4), half_x * 0.7, half_y - 0.52, top)
    if rng.random() < 0.2:
        x, y = rng.uniform(-0.5, 0.5) * half_x, rng.uniform(-0.6, 0.1)
        thing = rng.choice(ON_SEATS)(rng, palette)
        solids += place(thing, x, y, top_at(solids, x, y), rng.uniform(0.0, math.tau))
    return furniture(BED, "bed", solids)


def _head_board(rng: Random, frame: int, half_x: float, y: float, top: float) -> list[Solid]:
    style, height = rng.random(), rng.uniform(max(0.75, top + 0.15), 1.4)
    if style < 0.5:
        return [
            box(
                BED,
                frame,
                0,
                y,
                height / 2,
                half_x + rng.uniform(0, 0.12),
                rng.uniform(0.02, 0.06),
                height / 2,
                rng.choice((0.005, 0.03)),
            )
        ]
    if style < 0.72:
        posts = [cone(BED, frame, s * (half_x + 0.02), y, height / 2, height / 2, 0.03, 0.03) for s in SIDES]
        if rng.random() < 0.5:
            bars = [
                box(BED, frame, 0, y, height - 0.06 - k * 0.14, half_x, 0.015, 0.03) for k in range(rng.randint(2, 4))
            ]
        else:
            count, rod = rng.randint(5, 9), (height - 0.25) / 2
            bars = [box(BED, frame, 0, y, height - 0.04, half_x, 0.015, 0.025)]
            bars += [
                cone(BED, frame, half_x * (2 * (k + 0.5) / count - 1), y, 0.23 + rod, rod, 0.01, 0.01)
                for k in range(count)
            ]
        return posts + bars
    if style < 0.86:
        count = rng.randint(2, 5)
        return [
            box(
                BED, frame, half_x * (2 * (k + 0.5) / count - 1), y, height / 2, half_x / count, 0.05, height / 2, 0.045
            )
            for k in range(count)
        ]
    return []


def _blanket(rng: Random, palette: Palette, half_x: float, half_y: float, top: float) -> list[Solid]:
    cover = palette.fabric()
    y0, y1 = -half_y - 0.03, rng.uniform(-0.1, half_y - 0.3)
    drop = rng.choice((0.03, rng.uniform(0.1, top - 0.05), rng.uniform(0.1, top - 0.05)))
    thick = rng.uniform(0.015, 0.05)
    solids = [
        box(
            BED,
            cover,
            0,
            (y0 + y1) / 2,
            top + thick / 2 + 0.01 - drop / 2,
            half_x + 0.03,
            (y1 - y0) / 2,
            (drop + thick) / 2 + 0.01,
            thick + 0.02,
        )
    ]
    if rng.random() < 0.4:
        solids.append(box(BED, palette.fabric(), 0, y1 - 0.15, top + thick + 0.02, half_x + 0.032, 0.15, 0.03, 0.025))
    if rng.random() < 0.3:
        throw = rng.uniform(0.15, 0.35)
        y = rng.uniform(-half_y + throw, -0.2)
        solids.append(
            box(
                BED,
                palette.fabric(),
                0,
                y,
                top + thick + 0.02 - drop * 0.4,
                half_x + 0.045,
                throw,
                0.025 + drop * 0.4,
                0.02,
            )
        )
    if rng.random() < 0.4:
        solids += rumples(rng, BED, cover, half_x, y0 + 0.2, y1, top + thick)
    return solids


def bunk_bed(rng: Random, palette: Palette) -> Furniture:
    """Draw two beds one above the other, with a ladder."""
    width, length, height = rng.uniform(0.85, 1.1), rng.uniform(1.9, 2.1), rng.uniform(1.45, 1.75)
    frame = palette.wood() if rng.random() < 0.7 else palette.metal()
    half_x, half_y, post = width / 2, length / 2, rng.uniform(0.025, 0.045)
    solids = [box(BED, frame, x, y, height / 2, post, post, height / 2, 0.004) for x, y in corners(half_x, half_y)]
    for base in (rng.uniform(0.25, 0.4), height - 0.42):
        solids.append(box(BED, frame, 0, 0, base, half_x, half_y, 0.05))
        solids.append(box(BED, palette.linen(), 0, 0, base + 0.12, half_x - 0.03, half_y - 0.03, 0.09, 0.04))
        solids.append(box(BED, palette.fabric(), 0, -0.25, base + 0.18, half_x - 0.02, half_y * 0.65, 0.06, 0.04))
        solids.append(box(BED, palette.linen(), 0, half_y - 0.25, base + 0.25, half_x * 0.7, 0.2, 0.06, 0.05))
        for side in SIDES:
            solids.append(box(BED, frame, 0, side * half_y, base + 0.26, half_x, 0.012, 0.03))
    rail = height - 0.1
    solids += [box(BED, frame, s * half_x, 0, rail, 0.012, half_y * (1.0 if s < 0 else 0.7), 0.03) for s in SIDES]
    solids += [
        box(BED, frame, half_x + 0.03, y, rail / 2, 0.02, 0.02, rail / 2) for y in (-half_y + 0.12, -half_y + 0.5)
    ]
    solids += [box(BED, frame, half_x + 0.03, -half_y + 0.31, z, 0.018, 0.19, 0.015) for z in (0.3, 0.58, 0.86, 1.14)]
    return furniture(BED, "bunk bed", solids)


def cot(rng: Random, palette: Palette) -> Furniture:
    """Draw a baby's bed with bars all around."""
    half_x, half_y, height = rng.uniform(0.6, 0.72), rng.uniform(0.32, 0.38), rng.uniform(0.8, 1.0)
    frame = palette.wood()
    low = rng.uniform(0.2, 0.35)
    solids = [box(BED, frame, x, y, height / 2, 0.022, 0.022, height / 2, 0.004) for x, y in corners(half_x, half_y)]
    solids.append(box(BED, frame, 0, 0, low, half_x, half_y, 0.025))
    solids.append(box(BED, palette.linen(), 0, 0, low + 0.08, half_x - 0.02, half_y - 0.02, 0.06, 0.03))
    for side in SIDES:
        solids.append(box(BED, frame, 0, side * half_y, height - 0.03, half_x, 0.015, 0.02))
        solids.append(box(BED, frame, side * half_x, 0, height - 0.01, 0.015, half_y, 0.03))
        rod = (height - low) / 2
        solids += [
            cone(BED, frame, -half_x + (k + 1) * 2 * half_x / 10, side * half_y, low + rod, rod, 0.008, 0.008)
            for k in range(9)
        ]
        solids += [
            cone(BED, frame, side * half_x, -half_y + (k + 1) * 2 * half_y / 5, low + rod, rod, 0.008, 0.008)
            for k in range(4)
        ]
    if rng.random() < 0.6:
        solids.append(
            box(
                BED,
                palette.fabric(),
                rng.uniform(-0.2, 0.2),
                0,
                low + 0.17,
                rng.uniform(0.15, 0.35),
                half_y - 0.05,
                0.04,
                0.035,
            )
        )
    return furniture(BED, "cot", solids)
