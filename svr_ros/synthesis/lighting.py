"""The light in a room: a lamp, a window or a flash, something to fill the shadows, and what the walls throw back."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.scene import FLOOR_MATERIAL, Color, Lights, Material, RoomSize


def _tint(warmth: float, strength: float) -> Color:
    """Give a light colour: warmth 0 is daylight, 1 a bulb, below 0 the blue of a window."""
    return strength, strength * (1.0 - 0.25 * warmth), strength * (1.0 - 0.55 * warmth)


def draw_lights(rng: Random, size: RoomSize, materials: list[Material]) -> Lights:
    """Draw the lights of a room; `materials` because the floor colours what comes from below."""
    rx, ry, height = size
    kind = rng.random()
    if kind < 0.5:
        key = (rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, height - rng.uniform(0.12, 0.4))
        radius, warmth = rng.uniform(0.02, 0.16), rng.uniform(-0.1, 0.8)
    elif kind < 0.85:
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
    up = _tint(rng.uniform(-0.3, 0.4), rng.uniform(0.15, 0.7))
    floor = materials[FLOOR_MATERIAL]
    albedo = (floor.r0, floor.g0, floor.b0)
    bounce, brightest = rng.uniform(0.5, 1.0), max(*albedo, 0.2)
    down = tuple(u * (0.3 + 0.7 * a / brightest) * bounce for u, a in zip(up, albedo, strict=True))
    return Lights(
        *key, *_tint(warmth, strength), radius, *fill, *_tint(rng.uniform(-0.3, 0.9), rng.uniform(0, 0.7)), *up, *down
    )
