"""What stands in kitchens: kettles, toasters, jars, boards, pots, machines; all void, facing -y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.catalogue.props.desk import tea_towels
from svr_ros.synthesis.catalogue.props.entries import small_thing
from svr_ros.synthesis.piece import Furniture

_STEEL = ("grey", "dark", "dark", "white", "vivid")


def _machine(rng: Random, materials: MaterialLibrary) -> Builder:
    """Return a builder of parts that are painted like a kitchen machine."""
    return Builder(VOID, materials.plain(rng.choice(_STEEL), rng.choice((0.2, 0.4))))


def kettle(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a kettle on its base."""
    piece, height, radius = _machine(rng, materials), rng.uniform(0.18, 0.22), rng.uniform(0.07, 0.085)
    piece.cone((0.02, height + 0.02), radius, radius * 0.72, rounding=0.008)
    piece.cone(around(0.875 * height, 0.03), 0.03, 0.012, (-radius * 0.85, 0), roll=-0.7)
    dark = piece.of(materials.plain("dark"))
    dark.cone((0, 0.024), radius + 0.01, radius)
    dark.ellipsoid(radius * 0.6, radius * 0.6, around(height + 0.02, 0.02))
    dark.hoop((radius * 0.8, 0, height / 2 + 0.03), height * 0.35, 0.02, 1.6, 0.0, math.pi / 2)
    return piece.furniture()


def toaster(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a toaster with two slots."""
    piece, half, half_y = _machine(rng, materials), rng.uniform(0.12, 0.17), rng.uniform(0.075, 0.12)
    height = rng.uniform(0.17, 0.2)
    piece.box(half, half_y, (0.008, height), 0.035)
    dark = piece.of(materials.plain("dark", 0.1))
    dark.box(half - 0.02, half_y - 0.02, (0, 0.012))
    dark.box(around(half + 0.008, 0.014), 0.022, around(0.65 * height, 0.01), 0.004)
    for side in SIDES:
        dark.box(half * 0.72, around(side * half_y * 0.4, 0.014), around(height - 0.001, 0.003))
    return piece.furniture()


def microwave(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a microwave oven with a dark window next to its buttons."""
    piece = Builder(VOID, materials.plain(rng.choice(("white", "grey", "dark")), 0.3))
    half, half_y, height = rng.uniform(0.22, 0.26), rng.uniform(0.16, 0.2), rng.uniform(0.27, 0.32)
    front = height * 0.14, height * 0.86
    piece.box(half, half_y, (0.008, height), 0.006)
    piece.of(materials.plain("grey")).box(around(half * 0.76, half * 0.18), around(-half_y, 0.003), front)
    piece.of(materials.metal()).box(around(half * 0.5, 0.008), around(-half_y - 0.018, 0.016), front, 0.004)
    dark = piece.of(materials.plain("dark", 0.5))
    dark.box(around(-half * 0.22, half * 0.7), around(-half_y, 0.004), front)
    dark.box(half - 0.03, half_y - 0.03, (0, 0.012))
    return piece.furniture()


def coffee_machine(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a coffee machine with a jug or a cup below its head."""
    piece, half, height = _machine(rng, materials), rng.uniform(0.08, 0.13), rng.uniform(0.26, 0.36)
    piece.box(half, (0.02, 0.16), (0, height), 0.012)
    piece.box(half, (-0.15, 0.09), (0.72 * height, height), 0.012)
    piece.of(materials.plain("dark", 0.2)).box(half, (-0.15, 0.09), (0, 0.032), 0.004)
    if rng.random() < 0.6:
        piece.of(materials.glass()).cone((0.03, 0.03 + 0.4 * height), 0.058, 0.05, (0, -0.05), 0.01)
    else:
        piece.of(materials.ceramic()).cone((0.03, 0.11), 0.03, 0.035, (0, -0.06), 0.004)
        piece.of(materials.chrome()).cone((0.61 * height, 0.74 * height), 0.02, 0.03, (0, -0.06))
    return piece.furniture()


def knife_block(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a leaning block with knives in it."""
    piece, lean = Builder(VOID, materials.wood()), rng.uniform(0.25, 0.45)
    with piece.leaned(-lean, -0.05, 0.0):
        piece.box(0.05, 0.05, (0, 0.22), 0.004)
        handles = piece.of(materials.plain("dark"))
        for k in range(5):
            handles.box(around(0.03 * (k % 3 - 1), 0.008), around(0.04 * (k // 3) - 0.02, 0.011), (0.21, 0.31), 0.003)
    return piece.furniture()


def chopping_boards(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return boards or round trays that lean against the wall behind them."""
    piece, y = Builder(VOID), 0.0
    for _ in range(rng.randint(1, 3)):
        half, height, x = rng.uniform(0.1, 0.17), rng.uniform(0.26, 0.4), rng.uniform(-0.06, 0.06)
        part = piece.of(materials.wood())
        with piece.leaned(rng.uniform(0.12, 0.2), y, 0.0):
            if rng.random() < 0.75:
                part.box(around(x, half), (y - 0.022, y), (0, height), 0.009)
            else:
                part.rod((0, y, half), (0, y - 0.022, half), half)
        y -= 0.035
    return piece.furniture()


def food_on_board(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a board with a loaf or a few pieces of food."""
    piece, half = Builder(VOID, materials.wood()), rng.uniform(0.14, 0.2)
    piece.box(half, half * 0.62, (0, 0.022), 0.006)
    if rng.random() < 0.4:
        piece.of(materials.plain("wood", 0.0)).ellipsoid(0.8 * half, 0.4 * half, (0.012, 0.12))
        return piece.furniture()
    for k in range(rng.randint(1, 3)):
        size, x = rng.uniform(0.025, 0.05), half * 0.55 * (k - 1)
        food = piece.of(materials.plain(rng.choice(("vivid", "wood", "beige"))))
        food.ellipsoid(around(x, size * 1.3), size, around(0.02 + size * 0.7, size * 0.75))
    return piece.furniture()


def dish_rack(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a draining rack with plates and a cup."""
    piece, half, white = Builder(VOID, materials.metal()), rng.uniform(0.17, 0.23), materials.ceramic()
    piece.box(half, 0.15, (0, 0.02), 0.004)
    for side in SIDES:
        piece.box(half, around(side * 0.15, 0.005), around(0.09, 0.005))
        for x in (-half, half):
            piece.box(around(x, 0.005), around(side * 0.145, 0.005), (0, 0.09))
    for k in range(rng.randint(3, 6)):
        radius, x = rng.uniform(0.09, 0.125), -half + 0.06 + 0.05 * k
        piece.of(white).rod((x - 0.006, 0.02, radius + 0.01), (x + 0.006, 0.02, radius + 0.012), radius, radius * 0.8)
    piece.of(materials.thing()).cone((0.015, 0.105), 0.04, 0.033, (half - 0.05, -0.07), 0.005)
    return piece.furniture()


def utensils(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a crock of spoons and whisks."""
    piece, height = Builder(VOID, materials.thing()), rng.uniform(0.12, 0.16)
    piece.shell((0, height), 0.05, 0.056, 0.008)
    wood = materials.wood()
    for k in range(5):
        angle, out = k * math.tau / 5 + rng.uniform(-0.3, 0.3), rng.uniform(0.04, 0.07)
        x, y, z = out * math.cos(angle), out * math.sin(angle), height + rng.uniform(0.08, 0.16)
        spoon = piece.of(wood if rng.random() < 0.6 else materials.metal())
        spoon.rod((0.0, 0.0, 0.006), (x, y, z), 0.006)
        spoon.ellipsoid(around(x, 0.024), around(y, 0.012), around(z, 0.034), angle)
    return piece.furniture()


def pot(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a pot, mostly with its lid."""
    piece = Builder(VOID, rng.choice((materials.chrome, materials.metal, materials.thing))())
    radius = rng.uniform(0.08, 0.13)
    height, dark = radius * rng.uniform(0.9, 1.5), piece.of(materials.plain("dark"))
    piece.cone((0, height), radius, rounding=0.008)
    for side in SIDES:
        dark.box(around(side * (radius + 0.015), 0.02), 0.03, around(0.75 * height, 0.008), 0.006)
    if rng.random() < 0.75:
        piece.ellipsoid(radius, radius, around(height, 0.022))
        dark.cone(around(height + 0.03, 0.015), 0.012, 0.018, rounding=0.004)
    return piece.furniture()


def pan(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an open frying pan."""
    piece, radius, turn = Builder(VOID, materials.plain("dark")), rng.uniform(0.08, 0.13), rng.uniform(-2.4, -0.7)
    c, s = math.cos(turn), math.sin(turn)
    piece.cone((0, 0.01), radius * 0.85, radius * 0.88, rounding=0.002)
    piece.shell((0, 0.052), radius * 0.86, radius, 0.007)
    piece.rod((c * radius, s * radius, 0.04), (c * (radius + 0.17), s * (radius + 0.17), 0.065), 0.011)
    return piece.furniture()


def mixer(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a stand mixer over its bowl."""
    piece = _machine(rng, materials)
    piece.box(0.09, 0.16, (0, 0.04), 0.015)
    piece.box(0.05, (0.06, 0.16), (0.01, 0.27), 0.03)
    piece.ellipsoid(0.065, (-0.2, 0.16), (0.225, 0.355))
    steel = piece.of(materials.chrome())
    steel.shell((0.035, 0.185), 0.06, 0.1, 0.008, at=(0, -0.06))
    steel.cone((0.13, 0.27), 0.015, 0.02, (0, -0.06))
    return piece.furniture()


def detergent(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return washing-up liquid and a sponge."""
    piece = Builder(VOID, materials.plain("vivid", 0.2))
    piece.box(0.035, 0.02, (0, 0.18), 0.015)
    piece.of(materials.plain("white")).cone((0.177, 0.213), 0.014, 0.008, rounding=0.002)
    piece.of(materials.plain("vivid", 0.0)).box(around(0.09, 0.045), 0.03, (0, 0.032), 0.008)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    *small_thing("tea towels", tea_towels, (0.15, 0.3), (0.11, 0.27), (0, 0.13), kitchen=1),
    *small_thing("kettle", kettle, (0.21, 0.26), (0.15, 0.2), (0.21, 0.27), kitchen=2),
    *small_thing("toaster", toaster, (0.25, 0.37), (0.14, 0.25), (0.16, 0.21), kitchen=1),
    *small_thing("microwave", microwave, (0.42, 0.54), (0.34, 0.46), (0.26, 0.33), kitchen=1),
    *small_thing("coffee machine", coffee_machine, (0.15, 0.27), (0.3, 0.32), (0.25, 0.37), kitchen=1),
    *small_thing("knife block", knife_block, (0.09, 0.11), (0.15, 0.22), (0.3, 0.33), kitchen=1),
    *small_thing("chopping boards", chopping_boards, (0.18, 0.45), (0.04, 0.18), (0.18, 0.42), kitchen=0.6),
    *small_thing("food on a board", food_on_board, (0.26, 0.42), (0.16, 0.26), (0.05, 0.13), kitchen=1.4),
    *small_thing("dish rack", dish_rack, (0.34, 0.48), (0.3, 0.32), (0.19, 0.27), kitchen=0.3),
    *small_thing("utensils", utensils, (0.12, 0.19), (0.11, 0.19), (0.25, 0.36), kitchen=2),
    *small_thing("pot", pot, (0.22, 0.34), (0.15, 0.27), (0.07, 0.25), kitchen=0.65),
    *small_thing("pan", pan, (0.16, 0.37), (0.24, 0.46), (0.07, 0.08), kitchen=0.35),
    *small_thing("mixer", mixer, (0.2, 0.22), (0.35, 0.37), (0.34, 0.37), kitchen=1),
    *small_thing("detergent", detergent, (0.16, 0.18), (0.05, 0.07), (0.2, 0.22), kitchen=0.3),
)
