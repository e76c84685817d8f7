# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Light of a room: the time of day and the lamps that are on determine windows, lamps and ambient light.

Light is coloured by temperatures (2400 K a candle-like bulb, 6500 K an overcast sky, 9000 K a blue one), as seen by an
eye or a camera that has mostly adapted to the strongest one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from svr_ros.labels import Label
from svr_ros.synthesis.scene import (
    FLOOR_MATERIAL,
    ROOM_MATERIALS,
    WALL_MATERIAL,
    Color,
    Decal,
    DecalKind,
    Face,
    Light,
    Lights,
    RoomSize,
    Solid,
)
from svr_ros.synthesis.shell.light_colors import blackbody, power, reflectance, scale, tint
from svr_ros.synthesis.shell.plan import Plan

FLASHED = 0.04
"""Probability that an image is taken with a flash."""

_EVENLY = 0.7
"""Probability that a blank room's light is even."""

_OCCLUSION = (0.5, 1.1)
"""Range of the strength of ambient occlusion."""

_BLANK_OCCLUSION = (0.1, 0.9)
"""Range of the strength of ambient occlusion in blank rooms, whose walls reflect much."""

_SUN_DISTANCE = 8.0
"""Distance in metres between the sun and the window that it shines through."""

_ADAPTED = (0.55, 0.95)
"""Range of the exponent by which an adapted eye removes the key light's colour."""

_WINDOW_GAIN = 1.8
"""The renderer's factor on the colour of a window's glass."""

Range = tuple[float, float]


class Mood(NamedTuple):
    """A time of day and the lamps that are on: position, temperature and strength of the light sources.

    Attributes:
        name: Name of the mood.
        weight: Relative weight among the moods that a room allows.
        key: Place of the key light: "sun", "window", "lamp", "ceiling" or "anywhere".
        kelvin: Range of the temperature of the key light in kelvin.
        radius: Range of the radius of the key light in metres.
        strength: Range of the power of the key light in a room of medium size.
        window: Range of the radiance of the sky through the windows; a white wall has about 0.7.
        window_kelvin: Range of the temperature of the sky in kelvin.
        lamps: Probability that a lamp is on.
        ambient: Range of the strength of the light from all around.
        fill: Range of the strength of the fill light.
    """

    name: str
    weight: float
    key: str
    kelvin: Range
    radius: Range
    strength: Range
    window: Range
    window_kelvin: Range
    lamps: float
    ambient: Range
    fill: Range


EVEN = Mood(
    "even", 0.8, "anywhere", (5000, 7500), (0.5, 1.2), (0.1, 0.5),
    (0.5, 3), (5500, 7500), 0.2, (0.6, 1.1), (0, 0.2),
)  # fmt: skip

MOODS = (
    Mood(
        "sun", 1.7, "sun", (4600, 5800), (0.04, 0.12), (1.6, 4.5),
        (2, 14), (6000, 8500), 0.15, (0.25, 0.6), (0, 0.5),
    ),
    Mood(
        "daylight", 3.0, "window", (5500, 7500), (0.3, 0.7), (0.5, 1.4),
        (1.5, 20), (5500, 7500), 0.2, (0.2, 0.6), (0, 0.6),
    ),
    Mood(
        "gloom", 0.7, "window", (6000, 8000), (0.3, 0.6), (0.3, 0.7),
        (4, 25), (6000, 8000), 0.1, (0.06, 0.2), (0, 0.1),
    ),
    Mood(
        "dusk", 1.3, "lamp", (2700, 3800), (0.06, 0.2), (0.5, 1.2),
        (0.5, 5), (6000, 8500), 0.8, (0.1, 0.35), (0.1, 0.4),
    ),
    Mood(
        "evening", 2.0, "lamp", (2400, 4000), (0.05, 0.2), (0.5, 1.3),
        (0.002, 0.04), (4000, 9000), 0.75, (0.08, 0.4), (0, 0.3),
    ),
    Mood(
        "one lamp", 0.5, "lamp", (2400, 3500), (0.05, 0.15), (0.6, 1.2),
        (0.001, 0.02), (4000, 9000), 0.1, (0.03, 0.1), (0, 0.05),
    ),
    Mood(
        "ceiling", 2.2, "ceiling", (2700, 5500), (0.08, 0.4), (0.5, 1.3),
        (0.01, 4), (5500, 7500), 0.6, (0.15, 0.6), (0, 0.5),
    ),
    Mood(
        "panels", 1.5, "ceiling", (3500, 6500), (0.5, 0.9), (0.5, 1.1),
        (0.5, 8), (5500, 7500), 0.9, (0.35, 0.8), (0.1, 0.6),
    ),
    Mood(
        "spot", 0.8, "anywhere", (2700, 6500), (0.03, 0.2), (0.5, 1.4),
        (0.01, 4), (5500, 7500), 0.5, (0.1, 0.5), (0, 0.6),
    ),
    EVEN,
    Mood(
        "coloured", 0.3, "anywhere", (2500, 9000), (0.05, 0.3), (0.2, 0.6),
        (0.002, 0.05), (5000, 9000), 0.6, (0.04, 0.2), (0.3, 1.0),
    ),
)  # fmt: skip


def light_room(plan: Plan, blank: bool = False) -> Lights:
    """Draw the light of a furnished room: set that of windows and lamps in `plan`, and return the other lights.

    The light of a blank room is mostly even.
    """
    # Draw a mood that the windows and lamps of the room permit, and its colours.
    rng = plan.rng
    windows = [k for k, d in enumerate(plan.decals) if d.kind == DecalKind.WINDOW and d.r > 0.5]
    lamps = [s for s in plan.solids if s.label == Label.LIGHTING and plan.materials.rows[s.material].emission > 0.0]
    mood = EVEN if blank and rng.random() < _EVENLY else _draw_mood(rng, bool(windows), bool(lamps))
    key_kelvin, window_kelvin = rng.uniform(*mood.kelvin), rng.uniform(*mood.window_kelvin)
    white = power(blackbody(key_kelvin), rng.uniform(*_ADAPTED))
    sky = tint(window_kelvin, white)
    # Light windows and lamps, and place the key light.
    _light_windows(plan, windows, sky, _log_uniform(rng, mood.window))
    key, radius = _place_key(plan, mood, [plan.decals[k] for k in windows], lamps)
    _switch_lamps(plan, mood, white)

    (rx, ry, height), strength = plan.size, rng.uniform(*mood.strength)
    if mood.key != "sun":
        strength *= 0.6 + 0.15 * max(rx, ry)  # a large room needs a stronger lamp to look as bright
    key_color = scale(tint(key_kelvin, white), strength)
    # Draw the fill light, ambient light and its occlusion.
    if windows and mood.window[1] > 1.0 and rng.random() < 0.7:
        fill, fill_color = _before_window(plan.decals[rng.choice(windows)], plan.size), sky
    else:
        fill = rng.uniform(-1, 1) * rx, rng.uniform(-1, 1) * ry, rng.uniform(1.0, height)
        fill_color = tint(rng.uniform(2700, 7500), white)
    if mood.name == "coloured":
        fill_color = _saturated(rng)
    up, down = _ambient(plan, mood, tint(key_kelvin, white), sky if windows else tint(key_kelvin, white))
    occlusion = rng.uniform(*(_BLANK_OCCLUSION if blank else _OCCLUSION))
    fill_light = Light(fill, scale(fill_color, rng.uniform(*mood.fill)))
    return Lights(Light(key, key_color, radius), fill_light, up, down, occlusion)


def flash(lights: Lights, position: Sequence[float], strength: float) -> Lights:
    """Return the light of a picture taken with a flash, which is hard and frontal; the other lights are weakened.

    Args:
        lights: Light without the flash.
        position: Position of the camera in the room in metres.
        strength: Strength of the flash.
    """
    x, y, z = position
    rest = 0.35
    return Lights(
        Light((x, y, z + 0.06), (strength, strength, strength), 0.02),
        lights.fill._replace(color=scale(lights.fill.color, rest)),
        scale(lights.sky, rest),
        scale(lights.ground, rest),
        lights.occlusion,
    )


def _draw_mood(rng: Random, windows: bool, lamps: bool) -> Mood:
    """Return a random mood among the possible ones."""
    possible = _possible_moods(windows, lamps)
    return rng.choices(possible, [mood.weight for mood in possible])[0]


@cache
def _possible_moods(windows: bool, lamps: bool) -> list[Mood]:
    """Return the moods that a room with or without windows and lamps can have."""
    missing = {"sun": not windows, "window": not windows, "lamp": not lamps}
    return [mood for mood in MOODS if not missing.get(mood.key)]


def _log_uniform(rng: Random, limits: Range) -> float:
    """Return a number between limits whose logarithm is uniformly distributed."""
    return math.exp(rng.uniform(math.log(limits[0]), math.log(limits[1])))


def _saturated(rng: Random) -> Color:
    """Return the saturated colour of a light-emitting diode: red, green, blue, magenta, orange."""
    color = rng.choice(((1.0, 0.1, 0.1), (0.1, 1.0, 0.3), (0.1, 0.2, 1.0), (0.9, 0.1, 0.9), (1.0, 0.4, 0.05)))
    return power(color, rng.uniform(0.4, 1.0))


def _light_windows(plan: Plan, windows: list[int], sky: Color, radiance: float) -> None:
    """Set the radiance behind the windows in walls and in slopes."""
    for k in windows:
        view = scale(sky, radiance / _WINDOW_GAIN)
        plan.decals[k] = plan.decals[k]._replace(r=view[0], g=view[1], b=view[2])
    materials = plan.materials.rows
    panes = {s.material for s in plan.solids if s.label == Label.WALL and materials[s.material].emission > 0.0}
    for row in sorted(panes):
        color = reflectance(sky)
        materials[row] = materials[row]._replace(first=color, second=color, emission=min(radiance, 12.0))


def _switch_lamps(plan: Plan, mood: Mood, white: Color) -> None:
    """Switch the lamps on or off, each lit one with its own temperature."""
    rng, materials = plan.rng, plan.materials.rows
    usual = rng.uniform(2500, 4500)
    rows = {s.material for s in plan.solids if s.label == Label.LIGHTING and materials[s.material].emission > 0.0}
    for row in sorted(rows):
        material = materials[row]
        if rng.random() > mood.lamps:
            materials[row] = material._replace(emission=0.0)
            continue
        kelvin = usual if rng.random() < 0.75 else rng.uniform(2400, 6500)
        shine = reflectance(tint(kelvin, white))
        first, second = (_shone(color, shine) for color in (material.first, material.second))
        glow = _log_uniform(rng, (0.7, 4.0))
        materials[row] = material._replace(first=first, second=second, emission=glow)


def _shone(color: Color, shine: Color) -> Color:
    """Return a shade's colour, tinted by the light inside it."""
    r, g, b = (0.25 * c + 0.75 * c * t for c, t in zip(color, shine, strict=True))
    return r, g, b


def _place_key(
    plan: Plan, mood: Mood, windows: list[Decal], lamps: list[Solid]
) -> tuple[tuple[float, float, float], float]:
    """Return a random position of the key light and its radius (m)."""
    rng, (rx, ry, height) = plan.rng, plan.size
    radius = rng.uniform(*mood.radius)
    if mood.key == "sun":
        return _sun_through(rng, rng.choice(windows), plan.size), radius
    if mood.key == "window":
        return _before_window(rng.choice(windows), plan.size), radius
    if mood.key == "lamp":
        lamp = rng.choice(lamps)
        return (lamp.x, lamp.y, lamp.z), radius
    if mood.key == "ceiling":
        return (rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, height - rng.uniform(0.12, 0.4)), radius
    return (rng.uniform(-0.9, 0.9) * rx, rng.uniform(-0.9, 0.9) * ry, rng.uniform(1.0, height - 0.1)), radius


def _before_window(window: Decal, size: RoomSize) -> tuple[float, float, float]:
    """Return a position just inside a window, in its middle."""
    u, z = (window.u0 + window.u1) / 2, (window.v0 + window.v1) / 2 + size.height / 2
    if window.face in (Face.X_PLUS, Face.X_MINUS):
        return (size.half_x - 0.12) * (1 if window.face == Face.X_PLUS else -1), u, z
    return u, (size.half_y - 0.12) * (1 if window.face == Face.Y_PLUS else -1), z


def _sun_through(rng: Random, window: Decal, size: RoomSize) -> tuple[float, float, float]:
    """Return a position of the sun from which it shines in through a window."""
    x, y, z = _before_window(window, size)
    side, height = rng.uniform(-0.9, 0.9), rng.uniform(0.25, 1.1)
    if window.face in (Face.X_PLUS, Face.X_MINUS):
        step = math.copysign(1.0, x), side, height
    else:
        step = side, math.copysign(1.0, y), height
    return x + _SUN_DISTANCE * step[0], y + _SUN_DISTANCE * step[1], z + _SUN_DISTANCE * step[2]


def _ambient(plan: Plan, mood: Mood, key: Color, sky: Color) -> tuple[Color, Color]:
    """Draw the light that surfaces facing up and surfaces facing down receive from all around.

    It is a mixture of the colours of the key light and the sky, reflected by the walls or by the floor.
    """
    rng, materials = plan.rng, plan.materials.rows
    walls = [sum(m.first[c] for m in materials[WALL_MATERIAL:ROOM_MATERIALS]) / 4 for c in range(3)]
    floor = materials[FLOOR_MATERIAL].first
    weight = rng.uniform(0.2, 0.8)
    light = [math.sqrt(weight * k + (1 - weight) * s) for k, s in zip(key, sky, strict=True)]  # mixed with other lights
    strength, bounce = rng.uniform(*mood.ambient), rng.uniform(0.5, 1.0)
    up = [strength * c * (0.55 + 0.6 * w) for c, w in zip(light, walls, strict=True)]
    down = [strength * bounce * c * (0.3 + 0.9 * f) for c, f in zip(light, floor, strict=True)]
    return (up[0], up[1], up[2]), (down[0], down[1], down[2])
