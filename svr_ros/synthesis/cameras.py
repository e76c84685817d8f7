"""Camera poses from which a person or a robot would have taken a picture of a furnished room."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.scene import Item, Scene

_ROOM_LABELS = (int(Label.WALL), int(Label.FLOOR))
_ATTENTION = {
    int(Label.BATH): 8.0,
    int(Label.BED): 3.0,
    int(Label.SOFA): 3.0,
    int(Label.TABLE): 3.0,
    int(Label.CHAIR): 2.5,
    int(Label.CABINET): 2.0,
    int(Label.LIGHTING): 2.0,
}
"""How often a piece is what the picture is taken of; others count 1 or, where they belong to the wall, 0.2."""

_GRID = 9
"""Rays per side of the coarse picture that a view is judged by."""


class Pose(NamedTuple):
    """A camera in a room: the rows of `rotation` [3, 3] are its x, y, z axes (right, down, forward), `position` [3] in
    metres."""

    rotation: NDArray[np.float64]
    position: NDArray[np.float64]


class Shot(NamedTuple):
    """A way to take a picture: how often, how far from the target (m), and whether from near a wall."""

    weight: float
    distance: tuple[float, float]
    from_wall: bool


CLOSE_UP = Shot(0.2, (0.9, 1.7), False)
USUAL = Shot(0.35, (1.5, 3.2), False)
OVERVIEW = Shot(0.55, (2.2, 4.5), True)


@dataclass(frozen=True)
class ViewRules:
    """Which views are taken: ranges in metres and radians, shares of the picture.

    `most_near_at_border` is for the few views with something close at the edge and nothing close in the middle;
    `variety` is the chance that a view has to show two classes of furniture at least.
    """

    shots: tuple[Shot, ...] = (CLOSE_UP, USUAL, OVERVIEW)
    height: tuple[float, float] = (0.3, 1.8)
    pitch: tuple[float, float] = (math.radians(-60.0), math.radians(10.0))
    roll_sigma: float = math.radians(2.0)
    clearance: float = 0.2
    near: float = 1.0
    most_near: float = 0.18
    most_near_at_border: float = 0.38
    least_furniture: float = 0.25
    variety: float = 0.65
    median: tuple[float, float] = (1.25, 5.0)


class _Boxes(NamedTuple):
    """The oriented boxes around the solids of a scene, the room itself left out."""

    centres: NDArray[np.float32]
    axes: NDArray[np.float32]
    half: NDArray[np.float32]
    labels: NDArray[np.int64]


def choose_view(
    scene: Scene, rng: np.random.Generator, frustum: Frustum, rules: ViewRules | None = None, tries: int = 50
) -> Pose | None:
    """Choose a pose that looks at furniture from free space and is not blocked; None where `tries` do not find one."""
    views = choose_views(scene, rng, frustum, 1, rules, tries)
    return views[0] if views else None


def choose_views(
    scene: Scene,
    rng: np.random.Generator,
    frustum: Frustum,
    count: int,
    rules: ViewRules | None = None,
    tries: int = 50,
) -> list[Pose]:
    """Choose up to `count` poses in one room, with `tries` attempts for each."""
    rules = rules or ViewRules()
    draw = Random(int(rng.integers(1 << 62)))
    boxes = _boxes(scene)
    rays = _rays(frustum)
    poses: list[Pose] = []
    shot = _draw_shot(draw, rules)
    for attempt in range(count * tries):
        if len(poses) == count:
            break
        # A shot is given several attempts, or the ones that seldom succeed would hardly be taken.
        if attempt % 8 == 7:
            shot = _draw_shot(draw, rules)
        pose = _draw_pose(scene, draw, rules, shot)
        if pose is not None and _is_good(scene, boxes, rays, pose, draw, rules):
            poses.append(pose)
            shot = _draw_shot(draw, rules)
    return poses


def _draw_shot(rng: Random, rules: ViewRules) -> Shot:
    return rng.choices(rules.shots, [shot.weight for shot in rules.shots])[0]


def _target(scene: Scene, rng: Random) -> tuple[float, float, float]:
    """Draw the point to look at: on a piece of furniture, between two, now and then anywhere."""
    if not scene.items or rng.random() < 0.05:
        rx, ry, _ = scene.size
        return rng.uniform(-0.6, 0.6) * rx, rng.uniform(-0.6, 0.6) * ry, rng.uniform(0.2, 1.2)
    weights = [_weight(item) for item in scene.items]
    item, other = rng.choices(scene.items, weights, k=2)
    x, y = item.x + rng.gauss(0.0, 0.25), item.y + rng.gauss(0.0, 0.25)
    if rng.random() < 0.5 and math.hypot(other.x - item.x, other.y - item.y) < 2.5:
        x, y = (x + other.x) / 2, (y + other.y) / 2
    return x, y, item.bottom + (item.top - item.bottom) * rng.uniform(0.2, 1.0)


def _weight(item: Item) -> float:
    if item.label in _ROOM_LABELS or item.bottom > 0.5:
        return 0.1
    return _ATTENTION.get(item.label, 0.4)


def _draw_pose(scene: Scene, rng: Random, rules: ViewRules, shot: Shot) -> Pose | None:
    rx, ry, ceiling = scene.size
    tx, ty, tz = _target(scene, rng)
    if shot.from_wall:
        x, y = _before_wall(rx, ry, rng)
        distance = math.hypot(x - tx, y - ty)
        if not shot.distance[0] < distance < shot.distance[1]:
            return None
    else:
        distance, bearing = rng.uniform(*shot.distance), rng.uniform(0.0, math.tau)
        x, y = tx + distance * math.cos(bearing), ty + distance * math.sin(bearing)
        if abs(x) > rx - 0.15 or abs(y) > ry - 0.15:
            return None
    low, high = rules.height
    high = min(high, ceiling - 0.15)
    z = rng.uniform(low, high) if rng.random() < 0.35 else min(max(rng.gauss(1.3, 0.25), low), high)
    pitch = math.atan2(tz - z, distance) + rng.gauss(0.0, 0.1)
    if not rules.pitch[0] <= pitch <= rules.pitch[1]:
        return None
    yaw = math.atan2(ty - y, tx - x) + rng.gauss(0.0, 0.12)
    return Pose(look(yaw, pitch, rng.gauss(0.0, rules.roll_sigma)), np.array([x, y, z]))


def _before_wall(rx: float, ry: float, rng: Random) -> tuple[float, float]:
    """Draw a place up to 0.8 m before a wall, where people stand to get the whole room into the picture."""
    off, along = rng.uniform(0.15, 0.8), rng.uniform(-0.95, 0.95)
    side = rng.choice((-1.0, 1.0))
    if rng.random() < rx / (rx + ry):
        return along * rx, side * max(ry - off, 0.0)
    return side * max(rx - off, 0.0), along * ry


def look(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """Return the rotation of a camera that looks along yaw (from +x to +y) and pitch (up positive), then rolled
    clockwise."""
    cy, sy, cp, sp, cr, sr = (
        math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch), math.cos(roll), math.sin(roll)
    )  # fmt: skip
    right = np.array([sy, -cy, 0.0])
    down = np.array([sp * cy, sp * sy, -cp])
    forward = np.array([cp * cy, cp * sy, sp])
    return np.stack([cr * right + sr * down, cr * down - sr * right, forward])


def _boxes(scene: Scene) -> _Boxes:
    table = np.array(scene.solids[1:], np.float64).reshape(-1, 16)
    cz, cx, cy = np.cos(table[:, 6:9]).T
    sz, sx, sy = np.sin(table[:, 6:9]).T
    # Rows of Rz(yaw) Rx(pitch) Ry(roll), transposed: each box's own axes in room coordinates.
    axes = np.array(
        [
            [cz * cy - sz * sx * sy, sz * cy + cz * sx * sy, -cx * sy],
            [-sz * cx, cz * cx, sx],
            [cz * sy + sz * sx * cy, sz * sy - cz * sx * cy, cx * cy],
        ]
    ).transpose(2, 0, 1)
    return _Boxes(
        table[:, 3:6].astype(np.float32),
        axes.astype(np.float32),
        table[:, 9:12].astype(np.float32),
        table[:, 1].astype(int),
    )


def _rays(frustum: Frustum) -> NDArray[np.float32]:
    """Return directions with z = 1 through a coarse grid of the picture, [9 * 9, 3]."""
    steps = (np.arange(_GRID) + 0.5) / _GRID * 2 - 1
    u, v = np.meshgrid(steps * frustum.tan_x, steps * frustum.tan_y)
    return np.stack([u, v, np.ones_like(u)], -1).reshape(-1, 3).astype(np.float32)


def _is_good(scene: Scene, boxes: _Boxes, rays: NDArray[np.float32], pose: Pose, rng: Random, rules: ViewRules) -> bool:
    eye = np.einsum("nij,nj->ni", boxes.axes, pose.position.astype(np.float32) - boxes.centres)
    outside = np.maximum(np.abs(eye) - boxes.half, 0.0)
    if len(eye) and (outside**2).sum(1).min() < rules.clearance**2:
        return False
    depth, labels = _coarse_view(scene, boxes, eye, rays, pose)
    at_border = rng.random() < 0.3
    close = (depth < rules.near).reshape(_GRID, _GRID)
    if close.mean() > (rules.most_near_at_border if at_border else rules.most_near):
        return False
    if at_border and close[2:-2, 2:-2].any():
        return False
    low, high = rules.median
    if not low < np.median(depth) < high:
        return False
    counts = np.bincount(labels, minlength=len(Label))
    counts[list(_ROOM_LABELS)] = 0
    # Void things are worth half: a plant or a box alone is a dull picture.
    shown = (counts.sum() - 0.5 * counts[int(Label.VOID)]) / len(labels)
    if shown < rules.least_furniture * rng.choice((0.6, 1.0, 1.0, 1.5)):
        return False
    counts[int(Label.VOID)] = 0
    return bool((counts > 0).sum() >= (2 if rng.random() < rules.variety else 1))


def _coarse_view(
    scene: Scene, boxes: _Boxes, eye: NDArray[np.float32], rays: NDArray[np.float32], pose: Pose
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the depth (m) and the class of what each ray meets, every solid taken for its box and the room for
    wall."""
    directions = rays @ pose.rotation.astype(np.float32)
    half = np.array([scene.size.half_x, scene.size.half_y, scene.size.height / 2], np.float32)
    start = pose.position.astype(np.float32) - np.array([0.0, 0.0, scene.size.height / 2], np.float32)
    safe = np.where(np.abs(directions) < 1e-6, np.float32(1e-6), directions)
    depth = ((np.copysign(half, safe) - start) / safe).min(1)
    labels = np.full(len(rays), int(Label.WALL))
    _cast(boxes.axes, boxes.half, eye.astype(np.float32), boxes.labels, directions, depth, labels)
    return depth, labels


@njit(cache=True, nogil=True)
def _cast(axes, half, eye, kinds, directions, depth, labels) -> None:  # type: ignore[no-untyped-def]
    """Shorten `depth` [R] to the first box that each direction [R, 3] meets and note that box's label (slab test)."""
    for b in range(len(half)):
        for r in range(len(directions)):
            entry, leave = np.float32(0.0), depth[r]
            for a in range(3):
                step = (
                    axes[b, a, 0] * directions[r, 0]
                    + axes[b, a, 1] * directions[r, 1]
                    + axes[b, a, 2] * directions[r, 2]
                )
                if abs(step) < 1e-6:
                    step = np.float32(1e-6)
                middle, reach = -eye[b, a] / step, abs(half[b, a] / step)
                entry, leave = max(entry, middle - reach), min(leave, middle + reach)
            if entry < leave:
                depth[r] = entry
                labels[r] = kinds[b]
