"""The light in a room: a lamp, a window or a flash, something to fill the shadows, and what the walls throw back."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.scene import FLOOR_MATERIAL, Color, Decal, DecalKind, Face, Lights, Material, RoomSize, Solid

_SUN_DISTANCE = 8.0


def _tint(warmth: float, strength: float) -> Color:
    """Give a light colour: warmth 0 is daylight, 1 a bulb, below 0 the blue of a window."""
    return strength, strength * (1.0 - 0.25 * warmth), strength * (1.0 - 0.55 * warmth)


def _before_window(window: Decal, size: RoomSize) -> tuple[float, float, float]:
    """Give a place just inside of a window, in its middle."""
    u, z = (window.u0 + window.u1) / 2, (window.v0 + window.v1) / 2 + size.height / 2
    if window.face in (Face.X_PLUS, Face.X_MINUS):
        return (size.half_x - 0.12) * (1 if window.face == Face.X_PLUS else -1), u, z
    return u, (size.half_y - 0.12) * (1 if window.face == Face.Y_PLUS else -1), z


def _sun_through(rng: Random, window: Decal, size: RoomSize) -> tuple[float, float, float]:
    """Give a place of the sun from which it shines in through a window."""
    x, y, z = _before_window(window, size)
    side, height = rng.uniform(-0.9, 0.9), rng.uniform(0.25, 1.1)
    if window.face in (Face.X_PLUS, Face.X_MINUS):
        step = math.copysign(1.0, x), side, height
    else:
        step = side, math.copysign(1.0, y), height
    return x + _SUN_DISTANCE * step[0], y + _SUN_DISTANCE * step[1], z + _SUN_DISTANCE * step[2]


def draw_lights(
    rng: Random, size: RoomSize, materials: list[Material], solids: list[Solid], decals: list[Decal]
) -> Lights:
    """Draw the lights of a room: often from a lamp that is on or a bright window; the floor colours what comes from
    below."""
    rx, ry, height = size
    kind = rng.random()
    lamps = [s for s in solids if s.label == Label.LIGHTING and materials[s.material].emission > 0.0]
    windows = [d for d in decals if d.kind == DecalKind.WINDOW and d.r > 0.2]
    if lamps and kind < 0.3:
        lamp = rng.choice(lamps)
        key = (lamp.x, lamp.y, lamp.z)
        radius, warmth = rng.uniform(0.04, 0.16), rng.uniform(0.1, 0.9)
    elif windows and kind < 0.4:
        key = _sun_through(rng, rng.choice(windows), size)
        radius, warmth = rng.uniform(0.04, 0.12), rng.uniform(0.0, 0.5)
    elif windows and kind < 0.65:
        key = _before_window(rng.choice(windows), size)
        radius, warmth = rng.uniform(0.1, 0.3), rng.uniform(-0.3, 0.3)
    elif kind < 0.75:
        key = (rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, height - rng.uniform(0.12, 0.4))
        radius, warmth = rng.uniform(0.02, 0.16), rng.uniform(-0.1, 0.8)
    elif kind < 0.9:
        along, z = rng.uniform(-0.7, 0.7), rng.uniform(1.0, height - 0.3)
        key = rng.choice(
            (
                (rx - 0.1, along * ry, z),
                (0.1 - rx, along * ry, z),
                (along * rx, ry - 0.1, z),
                (along * rx, 0.1 - ry, z),
            )
        )
        radius, warmth = rng.uniform(0.04, 0.25), rng.uniform(-0.3, 0.3)
    else:
        key = (rng.uniform(-0.9, 0.9) * rx, rng.uniform(-0.9, 0.9) * ry, rng.uniform(1.2, height - 0.1))
        radius, warmth = rng.uniform(0.02, 0.2), rng.uniform(-0.1, 0.6)
    fill = (rng.uniform(-1, 1) * rx, rng.uniform(-1, 1) * ry, rng.uniform(1.0, height))
    # A large room needs a stronger lamp to look as bright.
    strength = rng.uniform(0.4, 1.3) * (0.6 + 0.15 * max(rx, ry))
    if max(abs(key[0]) - rx, abs(key[1]) - ry) > 1.0:  # the sun outshines what the room throws back
        strength *= rng.uniform(1.5, 4.0)
    up = _tint(rng.uniform(-0.3, 0.4), rng.uniform(0.15, 0.7))
    floor = materials[FLOOR_MATERIAL]
    albedo = (floor.r0, floor.g0, floor.b0)
    bounce, brightest = rng.uniform(0.5, 1.0), max(*albedo, 0.2)
    down = tuple(u * (0.3 + 0.7 * a / brightest) * bounce for u, a in zip(up, albedo, strict=True))
    return Lights(
        *key, *_tint(warmth, strength), radius, *fill, *_tint(rng.uniform(-0.3, 0.9), rng.uniform(0, 0.7)), *up, *down
    )
