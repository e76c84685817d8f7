"""Machines and large things that stand on the floor: washing machines, fans, trainers, homes of pets; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.catalogue.props.entries import standing
from svr_ros.synthesis.catalogue.props.kitchen import detergent
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.textures import PLAIN


def _add_washer(piece: Builder, rng: Random, materials: MaterialLibrary, height: float) -> None:
    """Add a washing machine or dryer whose front is at y = -0.29."""
    door, top = height * rng.uniform(0.44, 0.5), height - 0.07
    dark, grey = piece.of(materials.plain("dark", 0.5)), piece.of(materials.plain("grey"))
    piece.box(0.298, 0.29, (0, height), 0.015)
    ring = piece.of(materials.plain(rng.choice(("grey", "white", "dark")), 0.4))
    ring.rod((0, -0.268, door), (0, -0.312, door), 0.185, 0.175)
    dark.ellipsoid(0.135, around(-0.302, 0.025), around(door, 0.135))
    # Panel with a drawer, a knob and a display
    grey.box(0.283, around(-0.29, 0.006), around(top, 0.042), 0.003)
    piece.box((-0.275, -0.095), around(-0.296, 0.006), around(top, 0.032), 0.003)
    piece.rod((0.05, -0.29, top), (0.05, -0.314, top), 0.028, 0.025)
    dark.box((0.135, 0.235), around(-0.296, 0.003), around(top, 0.02))


def washing_machine(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a washing machine or dryer, in some cases with washing powder on it."""
    piece = Builder(VOID, materials.plain(rng.choice(("white", "white", "white", "grey")), 0.2))
    height = rng.uniform(0.82, 0.87)
    _add_washer(piece, rng, materials, height)
    if rng.random() < 0.45:
        piece.add(detergent(rng, materials).solids, rng.uniform(-0.15, 0.1), 0.1, height)
    return piece.furniture(top=height)


def washing_tower(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a dryer on a washing machine."""
    piece = Builder(VOID, materials.plain(rng.choice(("white", "white", "white", "grey")), 0.2))
    for z in (0.0, 0.85):
        with piece.placed(z=z):
            _add_washer(piece, rng, materials, 0.85)
    return piece.furniture()


def fan(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a fan in a cage on a pole."""
    piece = Builder(VOID, materials.plain(rng.choice(("white", "dark", "grey"))))
    height, radius, blades = rng.uniform(0.9, 1.25), rng.uniform(0.17, 0.22), piece.of(materials.plain("grey"))
    piece.cone((0, 0.04), 0.2, 0.18)
    piece.cone((0, height), 0.018, 0.015)
    piece.ellipsoid(0.06, (-0.07, 0.13), around(height, 0.06))
    piece.rod((0, -0.125, height), (0, 0, height), 0.022)
    for y in (-0.12, -0.04):
        piece.hoop((0, y, height), radius, 0.012)
    for k in range(4):
        dx, dz = radius * math.cos(k * math.pi / 4), radius * math.sin(k * math.pi / 4)
        piece.rod((-dx, -0.12, height - dz), (dx, -0.12, height + dz), 0.004)
    for side in SIDES:
        piece.rod((side * radius, -0.12, height), (side * radius, -0.04, height), 0.006)
    for k in range(3):
        a = k * math.tau / 3 + 0.4
        x, z = 0.5 * radius * math.cos(a), height + 0.5 * radius * math.sin(a)
        blades.box(around(x, 0.42 * radius), around(-0.08, 0.004), around(z, 0.3 * radius), roll=-a)
    return piece.furniture()


def tower_fan(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a slim fan that is one column."""
    piece = Builder(VOID, materials.plain(rng.choice(("white", "dark", "grey"))))
    height, radius = rng.uniform(0.75, 1.1), rng.uniform(0.07, 0.1)
    piece.cone((0, 0.03), 0.14, 0.13)
    piece.cone((0, height), radius, rounding=0.01)
    slot = piece.of(materials.plain("dark", 0.0))
    slot.box(radius * 0.5, around(-radius, 0.012), (height * 0.19, height * 0.91), 0.004)
    return piece.furniture()


def heater(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an electric heater of ribs on two feet."""
    piece, count = Builder(VOID, materials.plain(rng.choice(("white", "dark", "grey")))), rng.randint(5, 9)
    for k in range(count):
        piece.box(around(0.075 * (k - (count - 1) / 2), 0.022), 0.1, (0.09, 0.63), 0.02)
    for z in (0.13, 0.58):
        piece.box(0.0375 * count, 0.02, around(z, 0.02))
    for side in SIDES:
        piece.box(around(side * 0.03 * count, 0.02), 0.13, (0, 0.1), 0.01)
    return piece.furniture()


def water_cooler(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a water dispenser with its bottle."""
    piece, dark = Builder(VOID, materials.plain(rng.choice(("white", "grey", "beige")))), materials.plain("dark")
    piece.box(0.16, 0.16, (0, 0.96), 0.02)
    piece.of(dark).box(0.11, around(-0.155, 0.012), (0.6, 0.84))
    piece.of(dark).box(0.1, around(-0.18, 0.035), around(0.6, 0.012), 0.004)
    for x, tone in ((-0.05, "vivid"), (0.05, "grey")):
        piece.of(materials.plain(tone)).box(around(x, 0.016), around(-0.175, 0.02), around(0.79, 0.022), 0.006)
    water = piece.of(materials.add(PLAIN, (0.15, 0.3, 0.55), specular=0.5, shininess=80.0))
    water.cone((0.96, 1.04), 0.06, 0.12, rounding=0.01)
    water.cone((1.03, 1.37), 0.135, rounding=0.03)
    return piece.furniture()


def exercise_bike(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an exercise bike that faces -x."""
    piece = Builder(VOID, materials.plain(rng.choice(("dark", "grey", "vivid")), 0.2))
    dark, steel = piece.of(materials.plain("dark")), piece.of(materials.metal())
    # Frame with a flywheel on two feet
    for x in (-0.45, 0.45):
        steel.rod((x, -0.25, 0.035), (x, 0.25, 0.035), 0.034)
    piece.rod((-0.45, 0, 0.05), (0.45, 0, 0.05), 0.04)
    piece.rod((-0.2, 0, 0.1), (-0.3, 0, 1.12), 0.035)
    piece.rod((0.1, 0, 0.06), (0.24, 0, 0.84), 0.035)
    piece.rod((-0.1, 0, 0.32), (0.16, 0, 0.4), 0.035)
    piece.rod((-0.25, 0.045, 0.33), (-0.25, -0.045, 0.33), 0.26)
    # Saddle, handlebar and display
    dark.box(around(0.25, 0.13), 0.1, around(0.86, 0.035), 0.03)
    dark.rod((-0.3, -0.25, 1.12), (-0.3, 0.25, 1.12), 0.017)
    dark.box(around(-0.33, 0.02), 0.11, around(1.17, 0.075), 0.01, roll=-0.5)
    piece.of(materials.screen()).box(around(-0.312, 0.004), 0.09, around(1.175, 0.055), roll=-0.5)
    # Grips, cranks and pedals
    steel.rod((-0.05, -0.13, 0.3), (-0.05, 0.13, 0.3), 0.016)
    for s in SIDES:
        z = 0.22 if s > 0 else 0.4
        dark.rod((-0.3, s * 0.24, 1.12), (-0.46, s * 0.2, 1.18), 0.017)
        steel.rod((-0.05, s * 0.12, 0.3), (-0.05 - s * 0.11, s * 0.13, z), 0.012)
        dark.box(around(-0.05 - s * 0.12, 0.05), around(s * 0.17, 0.045), around(z, 0.012), 0.006)
    return piece.furniture()


def aquarium(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an aquarium on its stand, with gravel, plants, a stone and fish."""
    half, half_y = rng.uniform(0.3, 0.6), rng.uniform(0.15, 0.22)
    height, low = rng.uniform(0.34, 0.5), rng.uniform(0.6, 0.8)
    piece = Builder(VOID, materials.wood())
    dark, leaf = piece.of(materials.plain("dark")), piece.of(materials.leaves())
    fish, glass = piece.of(materials.plain("vivid", 0.3)), piece.of(materials.glass())
    water = piece.of(materials.add(PLAIN, (0.02, 0.12, 0.25), emission=0.25))
    # Stand, lid, and a tank without a front pane, so that one sees the fish
    piece.box(half + 0.02, half_y + 0.02, (0, low), 0.004)
    dark.box(half + 0.005, half_y + 0.005, (low + height - 0.005, low + height + 0.045), 0.006)
    water.box(half, (half_y - 0.008, half_y), (low, low + height))
    for side in SIDES:
        glass.box(around(side * (half - 0.003), 0.003), half_y, (low, low + height))
    # Gravel, a stone, plants and fish
    piece.of(materials.concrete()).box(half - 0.006, half_y - 0.006, (low, low + 0.05))
    stone = piece.of(materials.concrete())
    stone.ellipsoid(around(rng.uniform(-0.5, 0.5) * half, 0.09), around(0.02, 0.06), around(low + 0.06, 0.07))
    for k in range(4):
        x, y, up = half * (0.45 * k - 0.7), 0.3 * half_y, rng.uniform(0.25, 0.42) * height
        z = low + 0.04 + up
        leaf.ellipsoid(around(x, 0.025), around(y, 0.02), around(z, up), roll=rng.uniform(-0.2, 0.2))
        fish.ellipsoid(around(x + rng.uniform(0.0, 0.05), 0.04), around(y, 0.012), around(z, 0.02))
    return piece.furniture()


def cat_tree(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tree for cats: posts wound with rope, plush boards, a house with a round door, perhaps a cat."""
    piece = Builder(VOID, materials.plain(rng.choice(("beige", "grey", "wood")), 0.0))
    rope, z, x = piece.of(materials.wicker()), 0.39, 0.0
    piece.box(0.28, 0.24, (0, 0.04), 0.01)
    piece.box((-0.26, 0.14), 0.18, (0.04, 0.36), 0.01)
    piece.box((-0.29, 0.25), 0.2, (0.36, 0.39), 0.01)
    piece.of(materials.plain("dark", 0.0)).rod((-0.06, -0.177, 0.2), (-0.06, -0.183, 0.2), 0.09)
    for k in range(rng.randint(1, 3)):
        up, post = rng.uniform(0.3, 0.45), 0.14 * (-1) ** k
        rope.cone((z, z + up), 0.045, at=(post, 0.02))
        z += up
        if rng.random() < 0.4:
            x = 0.6 * post
            piece.shell((z, z + 0.1), 0.17, 0.18, 0.03, at=(x, 0))
            piece.cone((z - 0.002, z + 0.026), 0.17, at=(x, 0))
        else:
            x = 0.5 * post
            piece.box(around(x, 0.2), 0.16, (z - 0.002, z + 0.03), 0.01)
        z += 0.028
    if rng.random() < 0.4:
        cat = piece.of(materials.plain(rng.choice(("dark", "grey", "wood", "white")), 0.0))
        with piece.placed(x, 0, z):
            cat.ellipsoid(0.15, 0.085, (-0.005, 0.145))
            cat.ellipsoid((-0.198, -0.082), (-0.085, 0.025), (0.085, 0.195))
            for side in SIDES:
                cat.cone((0.173, 0.217), 0.018, 0.004, (side * 0.032 - 0.14, -0.03), 0.001)
            cat.rod((0.12, 0, 0.06), (0.24, -0.05, -0.1), 0.018, 0.012)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    standing("washing machine", washing_machine, 8.8, (0.58, 0.62), (0.6, 0.64), (0.75, 1.15)),
    standing("washing tower", washing_tower, 1.2, (0.58, 0.62), (0.6, 0.64), (1.65, 1.75), "washing machine"),
    standing("fan", fan, 4.5, (0.38, 0.48), (0.38, 0.42), (1.05, 1.5)),
    standing("tower fan", tower_fan, 2.0, (0.27, 0.29), (0.27, 0.29), (0.7, 1.15), "fan"),
    standing("heater", heater, 3.5, (0.36, 0.7), (0.25, 0.27), (0.6, 0.66), "fan"),
    standing("water cooler", water_cooler, 1.0, (0.31, 0.33), (0.36, 0.39), (1.3, 1.4)),
    standing("exercise bike", exercise_bike, 1.0, (0.95, 1.05), (0.5, 0.54), (1.2, 1.3)),
    standing("aquarium", aquarium, 1.0, (0.6, 1.3), (0.32, 0.5), (0.95, 1.4)),
    standing("cat tree", cat_tree, 1.0, (0.54, 0.64), (0.46, 0.5), (0.65, 2.1)),
)
