"""What people leave on the floor: boxes, bags, bins, shoes, clothes, cushions; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.desk import books, folded_clothes, papers
from svr_ros.synthesis.catalogue.props.entries import small_thing, standing
from svr_ros.synthesis.catalogue.props.shelf import add_crate
from svr_ros.synthesis.catalogue.props.toys import soft_toy
from svr_ros.synthesis.piece import Furniture


def clothes(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a heap of clothes or towels."""
    piece = Builder(VOID)
    for k in range(rng.randint(2, 4)):
        half, half_x, half_y = rng.uniform(0.03, 0.07), rng.uniform(0.14, 0.26), rng.uniform(0.07, 0.13)
        x, y, tilt = rng.uniform(-0.08, 0.08), rng.uniform(-0.07, 0.07), rng.uniform(-0.2, 0.2) if k else 0.0
        z = max(0.07, half + 0.05 * abs(tilt)) if k else half - 0.002
        cloth = piece.of(materials.fabric())
        cloth.ellipsoid(around(x, half_x), around(y, half_y), around(z, half), rng.uniform(0.0, math.pi), tilt)
    return piece.furniture()


def handbag(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a leather handbag with its handles up."""
    piece = _bag(rng, materials.leather(), rng.uniform(0.1, 0.17), rng.uniform(0.04, 0.07), rng.uniform(0.14, 0.26))
    piece.of(materials.chrome()).box(0.02, (-0.07, -0.04), (0.1, 0.125), 0.003)
    return piece.furniture()


def shopping_bag(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a paper, cloth or plastic bag."""
    skin = rng.choice((materials.cardboard, materials.fabric, materials.plastic))()
    return _bag(rng, skin, rng.uniform(0.12, 0.2), rng.uniform(0.06, 0.1), rng.uniform(0.28, 0.42)).furniture()


def _bag(rng: Random, skin: int, half_x: float, half_y: float, height: float) -> Builder:
    """Return a bag with two loops as handles."""
    piece = Builder(VOID, skin)
    piece.box(half_x, half_y, (0, height), rng.uniform(0.01, 0.03))
    for side in SIDES:
        piece.hoop((0, side * half_y * 0.6, height - 0.01), rng.uniform(0.05, 0.09), 0.012, 1.6)
    return piece


def rucksack(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a rucksack with a pocket and straps."""
    piece, trim = Builder(VOID, materials.fabric()), materials.plain("dark")
    half_x, half_y, height = rng.uniform(0.14, 0.18), rng.uniform(0.08, 0.12), rng.uniform(0.38, 0.52)
    straps = piece.of(trim)
    piece.box(half_x, half_y, (0, height), half_y * 0.9)
    piece.box(half_x * 0.72, around(-half_y, 0.05), (0.06 * height, 0.56 * height), 0.045)
    straps.box(half_x * 0.6, around(-half_y - 0.048, 0.006), around(height * 0.475, 0.006), 0.003)
    straps.hoop((0, half_y * 0.5, height - 0.01), 0.04, 0.016, 1.6)
    for side in SIDES:
        x, y = around(side * half_x * 0.55, 0.028), around(half_y + 0.012, 0.016)
        straps.box(x, y, (0.15 * height, 0.85 * height), 0.012)
    return piece.furniture()


def holdall(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a long soft bag with a handle."""
    piece, half = Builder(VOID, materials.fabric()), rng.uniform(0.22, 0.32)
    radius, trim = half * 0.45, piece.of(materials.plain("dark"))
    piece.cone(around(radius, half), radius, rounding=0.05, roll=math.pi / 2)
    piece.box(half * 0.9, radius * 0.6, (0, 0.04), 0.015)
    trim.box(0.035, radius * 1.01, (0, 2.01 * radius), 0.03)
    trim.hoop((0, 0, 1.9 * radius), 0.1, 0.024, 1.6)
    return piece.furniture()


def suitcase(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a suitcase on castors, mostly with its handle pulled out."""
    half_x, half_y, height = rng.uniform(0.18, 0.25), rng.uniform(0.1, 0.15), rng.uniform(0.5, 0.74)
    piece = Builder(VOID, rng.choice((materials.plastic, materials.leather, materials.fabric))())
    dark, low, top = piece.of(materials.plain("dark")), 0.045, 0.045 + height
    piece.box(half_x, half_y, (low, top), 0.04)
    dark.box(0.06, 0.015, (top - 0.006, top + 0.03), 0.01)
    for at in corners(half_x - 0.04, half_y - 0.04):
        dark.cone((0, 0.06), 0.022, at=at)
    for side in SIDES:
        x, z = around(side * half_x * 0.5, 0.03), around(low + height / 2, 0.425 * height)
        piece.box(x, around(-half_y, 0.008), z, 0.006)
    if rng.random() < 0.6:
        handle, y, rods = top + rng.uniform(0.25, 0.42), half_y - 0.03, piece.of(materials.chrome())
        for side in SIDES:
            rods.rod((side * 0.09, y, top - 0.03), (side * 0.09, y, handle), 0.007)
        dark.box(0.105, around(y, 0.016), around(handle, 0.014), 0.01)
    return piece.furniture()


def lying_suitcase(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a suitcase that lies on the floor."""
    half_x, half_y, height = rng.uniform(0.25, 0.37), rng.uniform(0.18, 0.25), rng.uniform(0.2, 0.3)
    piece = Builder(VOID, rng.choice((materials.plastic, materials.leather, materials.fabric))())
    dark = piece.of(materials.plain("dark"))
    piece.box(half_x, half_y, (0, height), 0.03)
    dark.box(half_x + 0.002, half_y + 0.002, around(height / 2, 0.012), 0.01)
    dark.box(0.07, around(-half_y - 0.015, 0.015), around(height / 2, 0.015), 0.01)
    return piece.furniture()


def cartons(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return up to three removal boxes on each other, of which the top one may be open."""
    piece = Builder(VOID, materials.cardboard() if rng.random() < 0.7 else materials.thing())
    tape = piece.of(materials.plain(rng.choice(("beige", "grey")), 0.2))
    z, half_x, half_y, count = 0.0, rng.uniform(0.15, 0.3), rng.uniform(0.12, 0.25), rng.choice((1, 1, 2, 3))
    for k in range(count):
        height, turn = rng.uniform(0.18, 0.4), rng.uniform(-0.2, 0.2)
        with piece.placed(z=z, yaw=turn):
            if k == count - 1 and rng.random() < 0.4:
                _add_open_carton(piece, rng, materials, half_x, half_y, height)
            else:
                piece.box(half_x, half_y, (0, height), 0.004)
                tape.box(half_x + 0.001, 0.025, (-0.001, height + 0.001))
        z += height
        half_x, half_y = half_x * rng.uniform(0.75, 0.98), half_y * rng.uniform(0.75, 0.98)
    return piece.furniture()


def _add_open_carton(
    piece: Builder, rng: Random, materials: MaterialLibrary, half_x: float, half_y: float, height: float
) -> None:
    """Add a box with its flaps up and something in it."""
    flap, content = half_y * 0.9, piece.of(rng.choice((materials.fabric, materials.spines, materials.thing))())
    add_crate(piece, half_x, half_y, height, 0.005)
    content.box(half_x - 0.012, half_y - 0.012, (0, height * 0.7), 0.01)
    for s in SIDES:
        lean = rng.uniform(0.3, 1.3)
        y, z = s * (half_y + flap / 2 * math.sin(lean)), height + flap / 2 * math.cos(lean)
        piece.box(half_x, around(y, 0.004), around(z, flap / 2), pitch=-s * lean)


def waste_bin(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an open bin, mostly with paper in it."""
    piece = Builder(VOID, rng.choice((materials.plastic, materials.wicker, materials.metal))())
    height, radius = rng.uniform(0.26, 0.4), rng.uniform(0.11, 0.16)
    piece.shell((0, height), radius * 0.8, radius, 0.01)
    piece.cone((0, 0.02), radius * 0.8)
    if rng.random() < 0.6:
        paper = piece.of(materials.page())
        for k in range(3):
            x, y = (
                around(0.4 * radius * math.cos(2.1 * k), radius * 0.5),
                around(0.4 * radius * math.sin(2.1 * k), radius * 0.5),
            )
            paper.ellipsoid(x, y, (0.02 * height, 0.98 * height))
    return piece.furniture()


def pedal_bin(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bin with a domed lid and a pedal."""
    piece = Builder(VOID, rng.choice((materials.chrome, materials.plastic))())
    height, radius, dark = rng.uniform(0.3, 0.64), rng.uniform(0.11, 0.16), piece.of(materials.plain("dark"))
    piece.cone((0.01, height - 0.01), radius * 0.98, rounding=0.005)
    piece.ellipsoid(radius, radius, around(height - 0.01, 0.045))
    dark.cone((0, 0.04), radius)
    dark.box(0.03, around(-radius - 0.01, 0.03), around(0.02, 0.008), 0.004)
    return piece.furniture()


def pair_of_shoes(rng: Random, materials: MaterialLibrary, boots: float = 0.2) -> Furniture:
    """Return two shoes next to each other, or boots with the probability `boots`; the toes are towards -y."""
    piece = Builder(VOID, rng.choice((materials.leather, materials.fabric, materials.plastic))())
    sole, boot, u = piece.of(materials.plain()), rng.random() < boots, rng.uniform(0.8, 1.0)
    for side in SIDES:
        with piece.placed(x=side * 0.065, yaw=rng.uniform(-0.12, 0.12)):
            sole.ellipsoid(0.046 * u, 0.14 * u, (-0.001, 0.037))
            piece.ellipsoid(0.044 * u, around(-0.045 * u, 0.092 * u), (0, 0.072))
            piece.ellipsoid(0.041 * u, around(0.055 * u, 0.082 * u), (0.004, 0.096))
            if boot:
                piece.cone((0.04, 0.3), 0.045 * u, 0.055 * u, (0, 0.08 * u), 0.006)
    return piece.furniture()


def shoes(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one to three pairs of shoes or boots."""
    piece = Builder(VOID)
    for k in range(rng.randint(1, 3)):
        pair = pair_of_shoes(rng, materials)
        piece.add(pair.solids, 0.3 * k, rng.uniform(-0.04, 0.04), 0.0, rng.uniform(-0.3, 0.3))
    return piece.furniture()


def heap(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return clothes, toys, books and papers that were dropped on the floor."""
    piece = Builder(VOID)
    for _ in range(rng.randint(1, 3)):
        thing = rng.choice((soft_toy, clothes, clothes, folded_clothes, books, papers))(rng, materials)
        piece.add(thing.solids, rng.uniform(-0.25, 0.25), rng.uniform(-0.25, 0.25), 0.0, rng.uniform(0, math.tau))
    return piece.furniture()


def pet_bed(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return the round bed of a cat or dog, in some cases with the animal curled up in it."""
    piece, radius = Builder(VOID, materials.fabric()), rng.uniform(0.22, 0.36)
    piece.shell((0, 0.14), radius, radius, 0.13)
    piece.of(materials.fabric()).ellipsoid(radius, radius, (0, 0.1))
    if rng.random() < 0.35:
        fur = piece.of(materials.fabric())
        fur.shell((0.065, 0.195), radius * 0.45, radius * 0.45, 0.13, 2.3, yaw=rng.uniform(0, 6))
        fur.ellipsoid(around(-radius * 0.42, 0.065), around(0.03, 0.06), around(0.17, 0.055))
    return piece.furniture()


def rolled_mat(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a rolled yoga mat."""
    piece, radius = Builder(VOID, materials.fabric()), rng.uniform(0.06, 0.08)
    piece.rod((-0.32, 0, radius), (0.32, 0, radius), radius)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    *small_thing("heap of clothes", clothes, (0.2, 0.62), (0.18, 0.6), (0.09, 0.16), seat=1.4),
    *small_thing("folded clothes", folded_clothes, (0.2, 0.4), (0.17, 0.37), (0.01, 0.3), seat=0.6),
    *small_thing("handbag", handbag, (0.19, 0.35), (0.1, 0.15), (0.18, 0.36), desk=1, seat=1),
    standing("rucksack", rucksack, 4.0, (0.27, 0.37), (0.23, 0.33), (0.4, 0.58), "bag"),
    standing("handbag", handbag, 1.5, (0.19, 0.35), (0.1, 0.15), (0.18, 0.36), "bag"),
    standing("shopping bag", shopping_bag, 2.0, (0.22, 0.42), (0.11, 0.21), (0.32, 0.52), "bag"),
    standing("holdall", holdall, 2.5, (0.42, 0.66), (0.19, 0.3), (0.29, 0.4), "bag"),
    standing("suitcase", suitcase, 3.0, (0.34, 0.52), (0.2, 0.32), (0.55, 1.25)),
    standing("lying suitcase", lying_suitcase, 1.0, (0.48, 0.76), (0.38, 0.56), (0.19, 0.31), "suitcase"),
    standing("cartons", cartons, 1.0, (0.3, 0.74), (0.2, 1), (0.15, 1.25)),
    standing("waste bin", waste_bin, 6.4, (0.22, 0.34), (0.22, 0.34), (0.24, 0.42), "bin"),
    standing("pedal bin", pedal_bin, 3.6, (0.21, 0.33), (0.25, 0.37), (0.32, 0.7), "bin"),
    standing("shoes", shoes, 1.0, (0.15, 0.9), (0.21, 0.37), (0.09, 0.31)),
    standing("heap", heap, 1.0, (0.15, 1.05), (0.1, 0.95), (0, 0.58)),
    standing("pet bed", pet_bed, 2.0, (0.55, 0.9), (0.55, 0.9), (0.13, 0.23)),
    standing("rolled mat", rolled_mat, 1.0, (0.62, 0.66), (0.11, 0.17), (0.11, 0.17)),
)
