"""Tall cupboards for clothes: with hinged or sliding doors, open ones, old ones, lockers."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.cases import BOARD, base, draw_fronts, frame, fronts
from svr_ros.synthesis.catalogue.housework import garments
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, box, corners, ellipsoid, rod
from svr_ros.synthesis.piece import Furniture, furniture


def wardrobe(rng: Random, palette: Palette) -> Furniture:
    """Draw a wardrobe of any form, the lower ones sometimes with boxes on top."""
    form = rng.choices((hinged_wardrobe, sliding_wardrobe, open_wardrobe, armoire), (0.5, 0.22, 0.15, 0.13))[0]
    piece = form(rng, palette)
    if piece.height > 2.1 or rng.random() > 0.3 or form is armoire:
        return piece
    solids, x = list(piece.solids), rng.uniform(-0.3, 0.0) * piece.width
    for _ in range(rng.randint(1, 2)):
        half, tall = rng.uniform(0.15, 0.26), rng.uniform(0.06, 0.13)
        if x + half > piece.width / 2:
            break
        look = rng.choice((palette.cardboard, palette.thing, palette.fabric))()
        solids.append(box(VOID, look, x, 0, piece.height + tall, half, piece.depth * 0.35, tall, 0.02))
        x += 2 * half + 0.05
    return furniture(CABINET, piece.name, solids)


def hinged_wardrobe(rng: Random, palette: Palette) -> Furniture:
    """Draw a wardrobe with one to five doors, some with a mirror, with drawers below or compartments above."""
    doors = rng.choice((1, 2, 2, 2, 3, 3, 4, 5))
    width, depth, height = doors * rng.uniform(0.4, 0.52), rng.uniform(0.52, 0.62), rng.uniform(1.8, 2.36)
    body = palette.wood()
    style = draw_fronts(rng, palette, body)
    solids, low = base(rng, palette, body, width, depth, True)
    solids.append(box(CABINET, body, 0, 0, (low + height) / 2, width / 2, depth / 2, (height - low) / 2, 0.003))
    if rng.random() < 0.3:
        solids.append(box(CABINET, body, 0, -0.012, height - 0.02, width / 2 + 0.02, depth / 2 + 0.025, 0.02, 0.008))
    y, half, high = -depth / 2, width / 2, height - 0.01
    kind = rng.random()
    if kind < 0.22:
        split = low + rng.choice((0.22, 0.42))
        solids += fronts(
            style, -half, half, low, split, y, max(1, doors // 2), 1 if split < low + 0.3 else 2, drawers=True
        )
        low = split
    elif kind < 0.32 and height > 2.15:
        solids += fronts(style, -half, half, height - 0.42, high, y, doors, 1, -0.8)
        high = height - 0.42
    solids += fronts(style, -half, half, low, high, y, doors, 1)
    if rng.random() < 0.22:
        wide = width / doors
        for k in {rng.randrange(doors), rng.randrange(doors)} if doors > 2 else {rng.randrange(doors)}:
            x = wide * (k + 0.5) - half
            solids.append(
                box(
                    CABINET,
                    palette.mirror(),
                    x,
                    y - 0.018,
                    (low + high) / 2,
                    wide / 2 - 0.075,
                    0.006,
                    (high - low) / 2 - 0.08,
                )
            )
    return furniture(CABINET, "wardrobe", solids)


def sliding_wardrobe(rng: Random, palette: Palette) -> Furniture:
    """Draw a wardrobe with two or three sliding panels: boards, mirrors, coloured glass, slats."""
    panels = rng.choice((2, 2, 3))
    width, depth, height = panels * rng.uniform(0.65, 1.0), rng.uniform(0.58, 0.68), rng.uniform(1.95, 2.38)
    body, rail = palette.wood(), palette.metal()
    y, half = -depth / 2 + 0.06, width / 2
    solids = [
        box(CABINET, body, 0, 0.03, height / 2, half, depth / 2 - 0.03, height / 2, 0.002),
        *(
            box(CABINET, body, s * (half - 0.012), -depth / 2 + 0.04, height / 2, 0.012, 0.04, height / 2)
            for s in SIDES
        ),
        *(box(CABINET, rail, 0, -depth / 2 + 0.035, z, half, 0.033, 0.025) for z in (0.025, height - 0.025)),
    ]
    looks = [rng.choice((palette.mirror, palette.mirror, palette.wood, palette.plastic))() for _ in range(2)]
    looks = looks if rng.random() < 0.5 else [looks[0], looks[0]]
    inner = half - 0.024
    for k in range(panels):
        x, plane = inner * (2 * (k + 0.5) / panels - 1), y - 0.014 - 0.024 * (k % 2)
        wide = inner / panels + 0.012
        solids.append(box(CABINET, looks[k % 2], x, plane, height / 2, wide, 0.01, height / 2 - 0.045, 0.002))
        solids += [
            box(
                CABINET,
                rail,
                x + s * (wide - 0.012),
                plane - 0.002,
                height / 2,
                0.014,
                0.013,
                height / 2 - 0.045,
                0.003,
            )
            for s in SIDES
        ]
        if looks[0] == looks[1] and rng.random() < 0.3:
            solids.append(box(CABINET, rail, x, plane - 0.002, height * rng.choice((0.35, 0.62)), wide, 0.011, 0.01))
    return furniture(CABINET, "sliding wardrobe", solids)


def open_wardrobe(rng: Random, palette: Palette) -> Furniture:
    """Draw a wardrobe one looks into: clothes on a rail, shelves with piles, boxes below; often a door stands open."""
    width, depth, height = rng.uniform(0.9, 1.6), rng.uniform(0.5, 0.6), rng.uniform(1.85, 2.3)
    body = palette.wood()
    solids = frame(body, width, depth, 0.0, height, True)
    solids.append(box(CABINET, body, 0, 0, 0.06, width / 2 - 0.01, depth / 2 - 0.02, 0.05))
    split = width * rng.choice((-0.12, 0.1, 0.16)) if width > 1.05 else width / 2
    if split < width / 2:
        solids.append(box(CABINET, body, split, 0, height / 2, BOARD, depth / 2 - 0.003, height / 2))
        rows = rng.randint(3, 5)
        step, x0, x1 = (height - 0.11) / rows, split + BOARD, width / 2 - 2 * BOARD
        for k in range(rows):
            z = 0.11 + step * k
            if k:
                solids.append(box(CABINET, body, (x0 + x1) / 2, 0.005, z, (x1 - x0) / 2, depth / 2 - 0.012, BOARD))
            if rng.random() < 0.85:
                pile = min(0.8 * step, rng.uniform(0.1, 0.3)) / 2
                half = min((x1 - x0) / 2 - 0.015, rng.uniform(0.13, 0.19))
                look = rng.choice((palette.fabric, palette.fabric, palette.cardboard))()
                solids.append(
                    box(VOID, look, (x0 + x1) / 2, -0.03, z + BOARD * (k > 0) + pile, half, depth * 0.36, pile, 0.02)
                )
    x0, x1, rail = -width / 2 + 2 * BOARD, split - BOARD, height - rng.uniform(0.1, 0.28)
    solids.append(rod(CABINET, palette.metal(), (x0, 0, rail), (x1, 0, rail), 0.013))
    solids += garments(rng, palette, x0, x1, 0.0, rail, rng.randint(4, 9), rail - 0.25, hooks=False)
    if rng.random() < 0.6:
        half = min(0.2, (x1 - x0) / 2 - 0.03)
        tall = rng.uniform(0.06, 0.1)
        solids.append(
            box(
                VOID,
                rng.choice((palette.cardboard, palette.thing))(),
                (x0 + x1) / 2,
                -0.05,
                0.11 + tall,
                half,
                0.16,
                tall,
                0.006,
            )
        )
    if rng.random() < 0.5:
        side, half, turn = rng.choice(SIDES), min(0.26, width / 4), rng.uniform(1.2, 1.9)
        x, y = side * (width / 2 - 0.01), -depth / 2 - 0.004
        c, s = -side * math.cos(turn), -math.sin(turn)
        solids.append(
            box(
                CABINET,
                body,
                x + c * half,
                y + s * half,
                (0.1 + height) / 2,
                half,
                0.009,
                (height - 0.12) / 2,
                0.002,
                math.atan2(s, c),
            )
        )
    return furniture(CABINET, "open wardrobe", solids)


def armoire(rng: Random, palette: Palette) -> Furniture:
    """Draw an old wardrobe of wood: two panelled doors between pilasters, a cornice, ball feet, a drawer below."""
    width, depth, height = rng.uniform(1.0, 1.45), rng.uniform(0.5, 0.62), rng.uniform(1.85, 2.25)
    wood, brass = palette.wood(), palette.chrome()
    low, high = rng.uniform(0.08, 0.12), height - 0.1
    solids = [
        ellipsoid(CABINET, wood, x, y, low / 2 + 0.01, 0.055, 0.055, low / 2 + 0.01)
        for x, y in corners(width / 2 - 0.06, depth / 2 - 0.06)
    ]
    solids += [
        box(CABINET, wood, 0, 0, (low + high) / 2, width / 2, depth / 2, (high - low) / 2, 0.004),
        box(CABINET, wood, 0, -0.02, low + 0.04, width / 2 + 0.02, depth / 2 + 0.02, 0.04, 0.01),
        box(CABINET, wood, 0, -0.02, high + 0.02, width / 2 + 0.02, depth / 2 + 0.025, 0.025, 0.01),
        box(CABINET, wood, 0, -0.03, height - 0.03, width / 2 + 0.05, depth / 2 + 0.05, 0.03, 0.014),
    ]
    y, sill = -depth / 2, low + 0.08
    if rng.random() < 0.6:
        top = sill + rng.uniform(0.18, 0.26)
        solids.append(
            box(CABINET, wood, 0, y - 0.01, (sill + top) / 2, width / 2 - 0.06, 0.012, (top - sill) / 2 - 0.012, 0.005)
        )
        solids += [
            ellipsoid(CABINET, brass, s * width * 0.25, y - 0.035, (sill + top) / 2, 0.02, 0.02, 0.02) for s in SIDES
        ]
        sill = top
    half, middle, tall = width / 4 - 0.035, (sill + high) / 2, (high - sill) / 2 - 0.015
    for s in SIDES:
        x = s * (half + 0.004)
        solids.append(box(CABINET, wood, x, y - 0.008, middle, half, 0.012, tall, 0.004))
        for share, part in ((0.46, 0.44), (-0.52, 0.38)):
            solids.append(box(CABINET, wood, x, y - 0.02, middle + share * tall, half - 0.06, 0.01, part * tall, 0.008))
        solids.append(box(CABINET, wood, s * (width / 2 - 0.03), y - 0.012, middle, 0.022, 0.014, tall, 0.01))
        solids.append(ellipsoid(CABINET, brass, s * 0.045, y - 0.03, middle, 0.014, 0.018, 0.03))
    return furniture(CABINET, "armoire", solids)


def lockers(rng: Random, palette: Palette) -> Furniture:
    """Draw two to five metal lockers side by side, one or two above each other, with slots and locks."""
    columns, rows, wide = rng.randint(2, 5), rng.choice((1, 1, 2, 3)), rng.uniform(0.28, 0.4)
    width, depth, height = columns * wide, rng.uniform(0.45, 0.52), rng.uniform(1.7, 1.95)
    body = palette.plain(rng.choice(("grey", "grey", "beige", "vivid", "dark")), 0.15)
    doors = body if rng.random() < 0.5 else palette.plain(rng.choice(("vivid", "grey", "pastel")), 0.15)
    dark, y = palette.plain("dark"), -depth / 2
    solids = [box(CABINET, body, 0, 0, height / 2, width / 2, depth / 2, height / 2, 0.003)]
    step = (height - 0.1) / rows
    for i in range(columns):
        x = wide * (i + 0.5) - width / 2
        for j in range(rows):
            z = 0.08 + step * (j + 0.5)
            solids.append(box(CABINET, doors, x, y - 0.004, z, wide / 2 - 0.008, 0.006, step / 2 - 0.008, 0.002))
            solids.append(box(CABINET, dark, x, y - 0.01, z + 0.33 * step, 0.07, 0.002, min(0.05, 0.06 * step)))
            if columns * rows < 7:
                solids.append(box(CABINET, dark, x + 0.36 * wide, y - 0.012, z, 0.012, 0.008, 0.03, 0.004))
    return furniture(CABINET, "lockers", solids)
