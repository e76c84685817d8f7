"""Bathrooms: tubs are hollow and bath, the rest keeps its class; sizes from shops; nothing floats."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.camera.poses import Pose
from svr_ros.synthesis.catalogue import bathroom, showers, tubs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import Furniture
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.scene import Lights, RoomSize, Scene, Solid, SolidKind

Check = Callable[..., Report]
Template = Callable[[Random, Palette], Furniture]


def _corner(rng: Random, palette: Palette) -> Furniture:
    return tubs.corner_bathtub(rng, palette, rng.choice((-1, 1)))


def _shower(rng: Random, palette: Palette) -> Furniture:
    return showers.shower(rng, palette, 2.4)


SIZES: dict[Template, tuple[Label, tuple[float, float], tuple[float, float], tuple[float, float], int]] = {
    tubs.bathtub: (Label.BATH, (1.48, 1.9), (0.66, 0.98), (0.5, 1.05), 32),
    tubs.built_in_bathtub: (Label.BATH, (1.65, 2.2), (0.8, 1.5), (0.5, 1.0), 30),
    tubs.oval_bathtub: (Label.BATH, (1.15, 1.9), (0.7, 1.8), (0.6, 1.0), 28),
    _corner: (Label.BATH, (1.15, 1.65), (1.15, 1.65), (0.55, 1.0), 24),
    _shower: (Label.BATH, (0.74, 1.35), (0.74, 1.2), (1.85, 2.12), 42),
    bathroom.toilet: (Label.VOID, (0.35, 0.75), (0.6, 0.8), (0.75, 1.25), 22),
    bathroom.bidet: (Label.VOID, (0.3, 0.42), (0.5, 0.65), (0.45, 0.8), 13),
    bathroom.vanity: (Label.CABINET, (0.55, 1.35), (0.42, 0.6), (0.76, 1.3), 66),
    bathroom.bath_mat: (Label.FLOOR, (0.5, 0.9), (0.38, 0.7), (0.01, 0.03), 1),
}
"""Class, width, depth, height (m), most solids."""


@pytest.mark.parametrize("template", SIZES, ids=lambda template: template.__name__)
def test_stands_holds_together_and_is_of_its_size(template: Template, alone: Check) -> None:
    label, (narrow, wide), (flat, deep), (low, high), solids = SIZES[template]
    for seed in range(100):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        report = alone(piece.solids, wall=piece.depth / 2)
        assert not report.floating and not report.loose, (
            f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose]}"
        )
        assert not report.collisions, f"seed {seed}: sinks into floor or wall"
        assert narrow <= piece.width <= wide and flat <= piece.depth <= deep, f"seed {seed}"
        assert low <= piece.height <= high and len(piece.solids) <= solids, f"seed {seed}"
        assert piece.label == label and any(solid.label == label for solid in piece.solids)


@pytest.mark.parametrize("template", [bathroom.towels, bathroom.mirror_cabinet, bathroom.basin])
def test_wall_pieces_are_held_by_wall_or_floor(template: Template, alone: Check) -> None:
    for seed in range(100):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        lift = 0.0 if template is bathroom.basin else 1.0
        report = alone(piece.placed(0.0, 0.0, lift, 0.0), wall=piece.depth / 2)
        assert not (report.floating or report.loose or report.collisions), f"seed {seed}"


@pytest.mark.parametrize("template", [tubs.bathtub, tubs.built_in_bathtub, tubs.oval_bathtub, _corner])
def test_tubs_are_hollow(template: Template) -> None:
    for seed in range(15):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        bath = [s for s in piece.solids if s.label == Label.BATH]
        room = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 2, 0, 0, 0, 3, 3, 2, 0, 0, 0)
        scene = Scene(RoomSize(3, 3, 4), [room, *bath], [], Lights())
        heights = np.linspace(0.02, 0.6, 30)
        shift = 0.0 if template is not _corner else 0.02
        points = np.stack([np.full(30, shift), np.full(30, -0.05), heights], 1)
        distance, _ = signed_distance(pack(scene, Pose(np.eye(3), np.zeros(3))), points)
        assert (distance[(heights > 0.3) & (heights < 0.42)] > 0.03).all(), f"seed {seed}: full to the rim"
        assert distance[0] < 0.05, f"seed {seed}: has no floor"


def test_every_form_occurs() -> None:
    ovals, basins = set(), set()
    for seed in range(60):
        rng = Random(seed)
        ovals.add(tubs.oval_bathtub(rng, Palette(rng)).name)
        basins.add(bathroom.basin(rng, Palette(rng)).name)
    assert ovals == {"oval bathtub", "clawfoot bathtub", "round bathtub"}
    assert basins == {"vanity", "basin"}
