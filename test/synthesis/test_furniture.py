"""Every furniture template: it stands, holds together, keeps to its footprint and has the class it claims."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import wall_pieces
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import box, cone, ellipsoid
from svr_ros.synthesis.piece import Furniture, place
from svr_ros.synthesis.scene import Solid, SolidKind

Template = Callable[[Random, Palette], Furniture]

SEEDS = range(15)


STANDING: dict[Template, tuple[Label, float]] = {
    wall_pieces.radiator: (Label.VOID, 0.9),
    wall_pieces.fireplace: (Label.WALL, 1.5),
}
"""Templates that stand on the floor: their class and the greatest height (m) that is still believable."""


def _corners(solid: Solid) -> np.ndarray:
    """Return the eight corners of a solid's own box, by the rotation that `Solid` documents."""

    def about(axis: int, angle: float) -> np.ndarray:
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn = np.eye(3)
        turn[i, i] = turn[j, j] = math.cos(angle)
        turn[i, j], turn[j, i] = -math.sin(angle), math.sin(angle)
        return turn

    rotation = about(2, solid.yaw) @ about(0, solid.pitch) @ about(1, solid.roll)
    signs = np.array([(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)])
    return signs * [solid.hx, solid.hy, solid.hz] @ rotation.T + [solid.x, solid.y, solid.z]


def _draw(template: Template, seed: int) -> tuple[Furniture, Palette]:
    rng = Random(seed)
    palette = Palette(rng)
    return template(rng, palette), palette


def _held(boxes: np.ndarray, reach: float = 0.02) -> np.ndarray:
    """Say which boxes [N, 6] hang together with the floor z = 0, each touching the next within `reach` metres."""
    low, high = boxes[:, :3] - reach / 2, boxes[:, 3:] + reach / 2
    touching = ((low[:, None] <= high[None]) & (high[:, None] >= low[None])).all(2)
    held = boxes[:, 2] < reach
    for _ in range(len(boxes)):
        grown = held | touching[:, held].any(1)
        if (grown == held).all():
            break
        held = grown
    return held


@pytest.mark.parametrize("template", STANDING, ids=lambda template: template.__name__)
def test_stands_on_the_floor_within_its_stated_box(template: Template) -> None:
    for seed in SEEDS:
        piece, _ = _draw(template, seed)
        flat = np.concatenate([np.zeros((1, 3)), *(_corners(s) for s in piece.solids if s.kind == SolidKind.BOX)])
        assert flat[:, 2].min() > -0.015, f"seed {seed}: sinks into the floor"
        assert np.array([enclose([s]) for s in piece.solids])[:, 2].min() < 0.015, f"seed {seed}: hovers"
        # The corners of cones and ellipsoids stick out of their round shape, never the other way round.
        half = np.array([piece.width, piece.depth]) / 2
        assert (np.abs(flat[:, :2]) <= half + 1e-6).all(), f"seed {seed}: sticks out of its footprint"
        assert flat[:, 2].max() <= piece.height + 1e-6
        assert max(piece.width, piece.depth) < 5.0, f"seed {seed}: no furniture is that long"


@pytest.mark.parametrize("template", STANDING, ids=lambda template: template.__name__)
def test_has_its_class_and_a_believable_height(template: Template) -> None:
    label, tallest = STANDING[template]
    for seed in SEEDS:
        piece, palette = _draw(template, seed)
        assert 0.005 < piece.height <= tallest, f"seed {seed}: {piece.height:.2f} m"
        assert piece.top <= piece.height + 1e-6
        assert any(solid.label == label for solid in piece.solids)
        assert piece.label == label
        assert all(0 <= solid.material < len(palette.materials) for solid in piece.solids)
        assert all(min(solid.hx, solid.hy, solid.hz) > 0 for solid in piece.solids)


@pytest.mark.parametrize("template", STANDING, ids=lambda template: template.__name__)
def test_every_part_is_held_by_another_down_to_the_floor(template: Template) -> None:
    for seed in SEEDS:
        piece, _ = _draw(template, seed)
        boxes = np.array([enclose([solid]) for solid in piece.solids])
        held = _held(boxes)
        assert held.all(), f"seed {seed}: floating {[piece.solids[k] for k in np.flatnonzero(~held)][:2]}"


@pytest.mark.parametrize("make", [box, ellipsoid])
def test_bounds_enclose_turned_solids_tightly(make: Callable[..., Solid]) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        solid = make(
            0, 0, *rng.normal(0, 1, 3), *rng.uniform(0.1, 1, 3), yaw=rng.normal(), pitch=rng.normal(), roll=rng.normal()
        )
        if make is box:
            points = _corners(solid)
        else:
            sphere = rng.normal(0, 1, (20000, 3))
            sphere /= np.linalg.norm(sphere, axis=1, keepdims=True)
            frame = _corners(solid._replace(hx=1.0, hy=1.0, hz=1.0)) - [solid.x, solid.y, solid.z]
            axes = np.array([frame[4] - frame[0], frame[2] - frame[0], frame[1] - frame[0]]) / 2
            points = sphere * [solid.hx, solid.hy, solid.hz] @ axes + [solid.x, solid.y, solid.z]
        low, high = points.min(0), points.max(0)
        assert np.allclose(enclose([solid]), [*low, *high], atol=0.01)


def test_placing_turns_and_moves_points_as_a_rigid_motion() -> None:
    solid = cone(0, 0, 0.3, -0.2, 0.5, 0.5, 0.1, 0.2, yaw=0.4, pitch=0.3, roll=-0.2)
    (moved,) = place([solid], 1.0, 2.0, 0.5, 0.7)
    c, s = math.cos(0.7), math.sin(0.7)
    expected = _corners(solid) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T + [1.0, 2.0, 0.5]
    assert np.allclose(_corners(moved), expected)
