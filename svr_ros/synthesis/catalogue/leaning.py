"""Boards and ladders, which stand upright here and are leaned against a wall when they are placed."""

from __future__ import annotations

from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.piece import Furniture


def boards(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return planks, panels or a folded table, one before the other."""
    piece, y = Builder(VOID), 0.0
    for _ in range(rng.randint(1, 3)):
        thickness = rng.uniform(0.012, 0.04)
        half, height = rng.uniform(0.06, 0.4), rng.uniform(0.8, 2.0)
        with piece.using(materials.wood() if rng.random() < 0.7 else materials.plain()):
            piece.box(around(rng.uniform(-0.1, 0.1), half), (y - thickness, y), (0.0, height), 0.003)
        y -= thickness
    return piece.furniture()


def ladder(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a ladder."""
    piece = Builder(VOID, materials.metal() if rng.random() < 0.6 else materials.wood())
    height, half = rng.uniform(1.5, 2.1), rng.uniform(0.18, 0.25)
    for side in SIDES:
        piece.box(around(side * half, 0.015), 0.03, (0.0, height))
    for k in range(int(height / 0.28)):
        piece.box(half, 0.02, around(0.28 * (k + 0.7), 0.014))
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Form("boards", "boards", Label.VOID, boards, 1.0, (0.11, 1.01), (0.01, 0.13), (0.79, 2.01)),
    Form("ladder", "ladder", Label.VOID, ladder, 1.0, (0.38, 0.54), (0.05, 0.07), (1.49, 2.11)),
)
