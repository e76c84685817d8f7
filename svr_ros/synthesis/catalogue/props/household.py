"""What a household works and moves with: laundry, cleaning, ladders, prams, bicycles; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.entries import standing
from svr_ros.synthesis.piece import Furniture


def add_garments(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    x: tuple[float, float],
    rail: float,
    max_count: int,
    max_length: float,
    hooks: bool = True,
) -> None:
    """Add at most `max_count` clothes that hang from a rail at a height along x at y = 0.

    They are at most `max_length` metres long; `hooks` may be left out if nobody sees them.
    """
    left, top = x[0] + rng.uniform(0.02, 0.1), rail - (0.035 if hooks else 0.0)
    for _ in range(max_count):
        thick, half_y = rng.uniform(0.032, 0.07), rng.uniform(0.17, 0.23)
        if left + thick > x[1]:
            break
        length = min(max_length, rng.choice((rng.uniform(0.6, 0.8), rng.uniform(0.6, 0.8), rng.uniform(0.9, 1.3))))
        cloth, turn = piece.of(materials.fabric()), rng.uniform(-0.12, 0.12)
        cloth.box((left, left + thick), half_y, (top - length, top), thick * 0.45, turn)
        if hooks:
            middle = left + thick / 2
            piece.of(materials.metal()).rod((middle, 0, rail + 0.004), (middle, 0, rail - 0.05), 0.004)
        left += thick + rng.choice((0.004, 0.01, rng.uniform(0.01, 0.1)))


def clothes_rail(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a rail on two stands with clothes on hangers."""
    piece, half, height = Builder(VOID, materials.metal()), rng.uniform(0.4, 0.75), rng.uniform(1.35, 1.75)
    for x in (-half, half):
        piece.rod((x, 0, 0.03), (x, 0, height), 0.014)
        piece.rod((x, -0.23, 0.03), (x, 0.23, 0.03), 0.016)
    for at in corners(half, 0.2):
        piece.cone((0, 0.03), 0.02, at=at)
    piece.rod((-half - 0.06, 0, height), (half + 0.06, 0, height), 0.013)
    piece.rod((-half, 0, 0.2), (half, 0, 0.2), 0.01)
    add_garments(piece, rng, materials, around(0.0, half * 0.92), height, rng.randint(4, 10), height - 0.3)
    return piece.furniture()


def drying_rack(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a folding rack with laundry over its bars."""
    piece, half_y, height = Builder(VOID, materials.metal()), rng.uniform(0.28, 0.35), rng.uniform(0.85, 1.0)
    half = 0.3 + rng.uniform(0.35, 0.6)
    for s in SIDES:
        piece.rod((s * 0.4, -half_y, 0.012), (s * 0.4, half_y, 0.012), 0.011)
        piece.rod((-half, s * half_y, height + 0.012), (half, s * half_y, height + 0.012), 0.009)
        for y in (-half_y, half_y):
            piece.rod((s * 0.4, y, 0.01), (-s * 0.3, y, height), 0.011)
    bars = [half * (2 * k / 7 - 1) for k in range(8)]
    for x in bars:
        piece.rod((x, -half_y, height + 0.015), (x, half_y, height + 0.015), 0.006)
    for x in rng.sample(bars, rng.randint(2, 6)):
        length, wide = rng.uniform(0.24, 0.6), rng.uniform(0.1, half_y - 0.03)
        y, top = rng.uniform(-1, 1) * (half_y - wide), height + 0.028
        piece.of(materials.fabric()).box(around(x, 0.018), around(y, wide), (top - length, top), 0.016)
    return piece.furniture()


def ironing_board(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an ironing board whose nose is towards -x, with or without its iron."""
    piece, height = Builder(VOID, materials.fabric()), rng.uniform(0.8, 0.95)
    legs, dark = piece.of(materials.metal()), piece.of(materials.plain("dark"))
    piece.box((-0.38, 0.62), 0.18, around(height, 0.02), 0.015)
    piece.ellipsoid((-0.7, -0.06), 0.175, around(height, 0.02))
    for s in SIDES:
        legs.rod((s * 0.42, -s * 0.1, 0.014), (-s * 0.3, -s * 0.1, height), 0.012)
        legs.rod((s * 0.42, -0.2, 0.014), (s * 0.42, 0.2, 0.014), 0.012)
    legs.rod((0.06, -0.1, 0.5 * height), (0.06, 0.1, 0.5 * height), 0.01)
    if rng.random() < 0.6:
        with piece.placed(x=rng.uniform(0.2, 0.45), z=height + 0.02):
            piece.of(materials.plastic()).box(0.1, 0.05, (0, 0.05), 0.02)
            dark.box((-0.065, 0.085), 0.018, (0.071, 0.099), 0.012)
            dark.box((0.056, 0.084), 0.016, (0.03, 0.09), 0.008)
    if rng.random() < 0.5:
        piece.box((-0.46, -0.14), 0.185, (height - 0.23, height + 0.03), 0.015)
    return piece.furniture()


def laundry_basket(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tall laundry basket with a lid."""
    piece = Builder(VOID, rng.choice((materials.wicker, materials.wicker, materials.fabric, materials.plastic))())
    height, half_x, half_y = rng.uniform(0.48, 0.64), rng.uniform(0.17, 0.24), rng.uniform(0.14, 0.2)
    piece.box(half_x, half_y, (0, height), 0.03)
    piece.box(half_x + 0.01, half_y + 0.01, around(height + 0.005, 0.022), 0.015)
    return piece.furniture()


def full_laundry_basket(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a low round basket full of laundry."""
    piece = Builder(VOID, rng.choice((materials.wicker, materials.wicker, materials.fabric, materials.plastic))())
    radius, height = rng.uniform(0.2, 0.27), rng.uniform(0.22, 0.4)
    piece.shell((0, height), radius * 0.82, radius, 0.016)
    piece.cone((0, 0.024), radius * 0.8)
    piece.of(materials.fabric()).ellipsoid(radius * 0.85, radius * 0.85, (0.025 * height, 0.975 * height))
    for _ in range(rng.randint(2, 4)):
        x, y = rng.uniform(-0.3, 0.3) * radius, rng.uniform(-0.3, 0.3) * radius
        z, turn = around(0.75 * height, height * rng.uniform(0.25, 0.45)), rng.uniform(0, math.pi)
        piece.of(materials.fabric()).ellipsoid(around(x, radius * 0.62), around(y, radius * 0.45), z, turn)
    return piece.furniture()


def vacuum_cleaner(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a vacuum cleaner on wheels with its hose and pipe."""
    piece, dark = Builder(VOID, materials.plastic()), materials.plain("dark")
    wheels, hose, pipe = piece.of(dark), piece.of(materials.plain("grey")), piece.of(materials.metal())
    piece.ellipsoid((-0.07, 0.37), 0.14, (0.03, 0.27))
    for side in SIDES:
        wheels.rod((0.27, side * 0.13 - 0.025, 0.09), (0.27, side * 0.13 + 0.025, 0.09), 0.088)
    wheels.cone((0, 0.08), 0.035, 0.045, (-0.03, 0))
    wheels.box(around(-0.55, 0.06), 0.15, (0, 0.05), 0.015)
    hose.hoop((-0.1, 0, 0.24), 0.15, 0.036, 1.7)
    hose.rod((-0.26, 0, 0.22), (-0.2, 0, 0.9), 0.016)
    pipe.rod((-0.25, 0, 0.24), (-0.52, 0, 0.05), 0.016)
    return piece.furniture()


def upright_vacuum(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an upright vacuum cleaner."""
    piece, dark = Builder(VOID, materials.plastic()), materials.plain("dark")
    piece.rod((0, 0, 0.06), (0, 0.12, 0.55), 0.075, 0.09)
    piece.of(materials.metal()).rod((0, 0.1, 0.5), (0, 0.32, 1.1), 0.014)
    piece.of(dark).box(0.14, (-0.15, 0.05), (0, 0.08), 0.02)
    piece.of(dark).box(0.02, around(0.33, 0.03), around(1.1, 0.08), 0.015, pitch=-0.25)
    return piece.furniture()


def robot_vacuum(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a vacuum robot."""
    piece, radius, dark = Builder(VOID, materials.plastic()), rng.uniform(0.16, 0.18), materials.plain("dark")
    piece.cone((0.005, 0.085), radius, rounding=0.012)
    piece.of(dark).cone((0.078, 0.102), 0.05, 0.045, (0, 0.03))
    piece.of(dark).cone((0, 0.02), 0.1)
    return piece.furniture()


def broom(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a broom or mop that leans back against the wall, with a bucket."""
    piece, radius = Builder(VOID, materials.plastic()), rng.uniform(0.12, 0.15)
    piece.box(around(0.28, 0.15), around(-0.2, 0.035), (0, 0.06), 0.01)
    piece.of(materials.wood()).rod((0.28, -0.2, 0.05), (0.28, -0.015, rng.uniform(1.2, 1.45)), 0.012)
    with piece.placed(-0.1, -0.16):
        piece.shell((0, 0.28), radius * 0.75, radius, 0.008)
        piece.cone((0, 0.02), radius * 0.75)
        piece.of(materials.metal()).hoop((0, 0, 0.27), radius, 0.008, math.pi / 2)
    return piece.furniture()


def step_ladder(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a folding ladder that stands open, with its steps towards -y."""
    piece, steps = Builder(VOID, rng.choice((materials.metal, materials.wood))()), rng.randint(3, 6)
    height, half = 0.25 * steps + 0.12, rng.uniform(0.2, 0.25)
    foot, wide = 0.22 * height + 0.08, half + 0.05
    for s in SIDES:
        piece.rod((s * wide, -foot, 0.012), (s * half, 0, height), 0.018)
        piece.rod((s * wide, foot, 0.012), (s * half, 0.03, height), 0.014)
    for k in range(1, steps + 1):
        up = 0.25 * k / height
        piece.box(wide - 0.05 * up + 0.005, around(-foot * (1 - up), 0.04), around(0.25 * k, 0.012), 0.004)
    piece.of(materials.plastic()).box(half + 0.02, around(0.01, 0.09), around(height, 0.016), 0.008)
    piece.rod((0.01 - wide, foot * 0.6, height * 0.4), (wide - 0.01, foot * 0.6, height * 0.4), 0.01)
    return piece.furniture()


def pram(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a pram whose handle is towards +x."""
    piece, wheel = Builder(VOID, materials.fabric()), rng.uniform(0.1, 0.15)
    frame, dark = piece.of(materials.metal()), piece.of(materials.plain("dark"))
    # Body, hood, blanket, basket and handle
    piece.box(0.36, 0.19, (0.56, 0.76), 0.08)
    piece.hoop((-0.1, 0, 0.72), 0.26, 0.014, 0.85, 0.0, -0.75, 0.36)
    piece.of(materials.fabric()).ellipsoid(around(0.08, 0.24), 0.16, (0.68, 0.8))
    dark.box(0.2, 0.19, around(0.3, 0.012))
    dark.rod((0.58, -0.2, 1.02), (0.58, 0.2, 1.02), 0.017)
    # Wheels on two axles, with crossed frames at both sides
    for s in SIDES:
        frame.rod((s * 0.32, -0.25, wheel), (s * 0.32, 0.25, wheel), 0.012)
        frame.rod((0.2, s * 0.198, 0.62), (0.58, s * 0.198, 1.02), 0.012)
        for y in (-0.22, 0.22):
            dark.hoop((s * 0.32, y * 1.13, wheel), wheel - 0.02, 0.04)
            dark.rod((s * 0.32, y * 1.13, 0.02), (s * 0.32, y * 1.13, 2 * wheel - 0.02), 0.008)
            frame.rod((s * 0.32, y, wheel), (-s * 0.2, y * 0.9, 0.62), 0.012)
            frame.rod((s * 0.19, y * 0.86, 0.3), (s * 0.19, y * 0.9, 0.6), 0.008)
    return piece.furniture()


def bicycle(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a grown-up's or a child's bicycle that faces -x."""
    piece = Builder(VOID, materials.plain(rng.choice(("vivid", "dark", "grey", "white")), 0.3))
    dark, steel, size = piece.of(materials.plain("dark")), piece.of(materials.metal()), rng.choice((0.75, 1.0, 1.0))
    radius = 0.34 * size

    def at(x: float, z: float, y: float = 0.0) -> Point:
        return x * size, y, z * size

    rear, front, crank, post = at(0.5, 0.34), at(-0.52, 0.34), at(0.06, 0.29), at(0.2, 0.82)
    low, high = at(-0.37, 0.7), at(-0.33, 0.88)  # of the steering tube
    # Wheels with three spokes each
    for x, _, z in (rear, front):
        dark.hoop((x, 0, z), radius - 0.024, 0.048)
        steel.rod((x, 0.035, z), (x, -0.035, z), 0.025)
        for angle in (0.3, 1.35, 2.4):
            dx, dz = (radius - 0.024) * math.cos(angle), (radius - 0.024) * math.sin(angle)
            steel.rod((x + dx, 0, z + dz), (x - dx, 0, z - dz), 0.003)
    # Frame, saddle, handlebar and pedals
    for a, b in ((rear, crank), (rear, post), (crank, post), (crank, low), (post, high), (front, low), (low, high)):
        piece.rod(a, b, 0.016)
    steel.rod(post, at(0.23, 0.92), 0.013)
    dark.box(around(0.24 * size, 0.13), 0.065, around(0.94 * size, 0.025), 0.022)
    steel.rod(high, at(-0.36, 0.98), 0.013)
    dark.rod(at(-0.34, 0.98, -0.27), at(-0.34, 0.98, 0.27), 0.014)
    steel.rod(at(0.06, 0.29, 0.01), at(0.06, 0.29, -0.01), 0.09)
    dark.rod(at(0.16, 0.2, -0.09), at(-0.04, 0.38, 0.09), 0.012)
    if rng.random() < 0.4:
        steel.box(around(0.5 * size, 0.17), 0.05, around(0.72 * size, 0.012), 0.004)
        steel.rod(at(0.55, 0.72), rear, 0.006)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    standing("clothes rail", clothes_rail, 1.0, (0.85, 1.65), (0.44, 0.48), (1.3, 1.8)),
    standing("drying rack", drying_rack, 1.0, (1.25, 1.9), (0.56, 0.74), (0.85, 1.05)),
    standing("ironing board", ironing_board, 1.0, (1.25, 1.35), (0.38, 0.42), (0.75, 1.1)),
    standing("laundry basket", laundry_basket, 1.0, (0.34, 0.52), (0.28, 0.44), (0.48, 0.68)),
    standing("full laundry basket", full_laundry_basket, 1.0, (0.4, 0.58), (0.4, 0.58), (0.22, 0.5), "laundry basket"),
    standing("vacuum cleaner", vacuum_cleaner, 4.5, (0.95, 1), (0.3, 0.32), (0.85, 0.95)),
    standing("upright vacuum", upright_vacuum, 3.0, (0.27, 0.29), (0.5, 0.54), (1.15, 1.25), "vacuum cleaner"),
    standing("robot vacuum", robot_vacuum, 2.5, (0.31, 0.37), (0.31, 0.37), (0.09, 0.11), "vacuum cleaner"),
    standing("broom", broom, 1.0, (0.64, 0.7), (0.27, 0.32), (1.15, 1.5)),
    standing("step ladder", step_ladder, 1.0, (0.52, 0.66), (0.55, 0.95), (0.85, 1.7)),
    standing("pram", pram, 1.0, (0.95, 1.1), (0.52, 0.56), (1, 1.1)),
    standing("bicycle", bicycle, 1.0, (1.2, 1.75), (0.52, 0.56), (0.7, 1.05)),
)
