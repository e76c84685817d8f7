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

"""People, and coat stands, which are as tall; all void but for the stool of a sitting person."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, Point, circle
from svr_ros.synthesis.catalogue.props.entries import standing
from svr_ros.synthesis.textures import PLAIN

_SKINS = ((0.62, 0.4, 0.3), (0.5, 0.29, 0.2), (0.25, 0.13, 0.08), (0.1, 0.055, 0.035))
_ELBOWS_AND_HANDS = (
    ((0.25, 0.01, 0.22), (0.24, -0.06, -0.02)),
    ((0.26, -0.02, 0.23), (0.12, -0.28, 0.22)),
    ((0.34, 0.03, 0.26), (0.17, -0.09, 0.1)),
)
"""Arms of a standing person that hang down, are folded or rest on the hips, relative to the middle of the hips."""


def _add_limb(piece: Builder, points: list[Point], radii: tuple[float, ...], u: float) -> None:
    """Add an arm or a leg: a tapered rod from joint to joint and a ball at every joint but the last."""
    for k in range(len(points) - 1):
        (x, y, z), radius = points[k], radii[k] * u
        piece.rod(points[k], points[k + 1], radius, radii[k + 1] * u)
        piece.ellipsoid(around(x, radius), around(y, radius), around(z, radius))


def _person(piece: Builder, draw: MaterialLibrary, sits: bool) -> None:
    """Add a grown-up or a child who stands, or a grown-up who sits on a stool, which is of class chair."""
    u = draw.uniform(0.88, 1.06) if sits or draw.random() < 0.8 else draw.uniform(0.55, 0.8)
    piece.material = draw.add(PLAIN, draw.choice(_SKINS), specular=0.05)
    top, trousers, dark = piece.of(draw.fabric()), piece.of(draw.fabric()), piece.of(draw.plain("dark"))
    hair = piece.of(draw.plain(("dark", "dark", "wood", "beige", "grey"), 0.05))
    seat, y = draw.uniform(0.42, 0.48), -0.1 if sits else 0.0
    hip, stride = seat + 0.095 * u if sits else 0.9 * u, draw.uniform(0.0, 0.1)
    for s in SIDES:
        if sits:
            joints = [(0.13, -0.5, max(hip / u, 0.5) - 0.01), (0.13, draw.uniform(-0.6, -0.42), 0.085)]
            arm = [
                (0.25, y - 0.02, hip / u + 0.2),
                (draw.uniform(0.06, 0.16), -0.36, hip / u + draw.uniform(0.1, 0.28)),
            ]
        else:
            joints = [(0.1, s * stride * 0.6 - 0.02, 0.48), (0.11, s * stride, 0.085)]
            arm = [(a, b, 0.9 + c) for a, b, c in draw.choice(_ELBOWS_AND_HANDS)]
        leg = [(s * 0.095 * u, y, hip), *((s * a * u, b * u, c * u) for a, b, c in joints)]
        arm = [(s * 0.19 * u, y, hip + 0.46 * u), *((s * a * u, b * u, c * u) for a, b, c in arm)]
        _add_limb(trousers, leg, (0.088, 0.064, 0.045), u)
        _add_limb(top, arm, (0.06, 0.046, 0.034), u)
        hand, foot = arm[-1], leg[-1]
        piece.ellipsoid(around(hand[0], 0.04 * u), around(hand[1], 0.048 * u), around(hand[2], 0.048 * u))
        dark.box(around(foot[0], 0.045 * u), (foot[1] - 0.185 * u, foot[1] + 0.075 * u), (0, 0.084 * u), 0.035)
    # Chest, hips, neck and head with short or long hair
    head = hip + 0.72 * u
    top.box(0.185 * u, around(y, 0.11 * u), (hip, hip + 0.54 * u), 0.1 * u)
    trousers.box(0.165 * u, around(y, 0.115 * u), (hip - 0.08 * u, hip + 0.11 * u), 0.08 * u)
    piece.cone((head - 0.2 * u, head - 0.06 * u), 0.055 * u, 0.05 * u, (0, y))
    piece.ellipsoid(0.077 * u, around(y, 0.095 * u), around(head, 0.12 * u))
    hair.ellipsoid(0.086 * u, around(y + 0.022, 0.096 * u), around(head + 0.03 * u, 0.105 * u))
    if draw.random() < 0.45:
        hair.ellipsoid(0.085 * u, around(y + 0.055, 0.055 * u), around(head - 0.07 * u, 0.15 * u))
    if sits:
        with piece.using(draw.wood(), CHAIR), piece.placed(y=y):
            piece.cone((seat - 0.03, seat), 0.17, 0.18, rounding=0.008)
            piece.legs(0.1, 0.1, seat - 0.02, 0.014, 0.03)


def _coat_stand(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, height = draw.choice((draw.wood, draw.metal))(), draw.uniform(1.65, 1.85)
    piece.rod((0, 0, 0.05), (0, 0, height), 0.02)
    piece.rods_around(4, (0, 0.16), (0.26, 0.018), 0.016, yaw=0.4)
    piece.rods_around(4, (0, height - 0.14), (0.15, height - 0.03), 0.011, yaw=0.4)
    for c, s in circle(4, 1.0, 0.4):
        if draw.random() < 0.65:
            coat, long = piece.of(draw.choice((draw.fabric, draw.leather))()), draw.uniform(0.7, 1.1)
            x, y, z = around(0.13 * c, 0.09), around(0.13 * s, draw.uniform(0.13, 0.19)), height - 0.08
            coat.box(x, y, (z - long, z), 0.06, math.atan2(s, c))


FORMS: tuple[Form, ...] = (
    standing("standing person", _person, 1.0, (0.3, 0.85), (0.16, 0.66), (0.85, 2), sits=False),
    standing("sitting person", _person, 1.0, (0.45, 0.64), (0.5, 0.95), (1.15, 1.5), sits=True),
    standing("coat stand", _coat_stand, 1.0, (0.48, 0.58), (0.48, 0.58), (1.6, 2)),
)
