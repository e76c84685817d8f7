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

"""Household equipment, from laundry to music, and people; all void but for the stool of a sitting person."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, make_piece, of_kind, standing
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, Point, circle
from svr_ros.synthesis.catalogue.props.small import add_speaker, detergent
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.textures import PLAIN, Stripes


def add_garments(
    piece: Builder, draw: MaterialLibrary, x: tuple[float, float], rail: float, max_count: int, max_length: float
) -> None:
    """Add at most `max_count` clothes, at most `max_length` metres long, that hang from a rail along x at y = 0."""
    left = x[0] + draw.uniform(0.02, 0.1)
    for _ in range(max_count):
        thick, half_y = draw.sizes((0.032, 0.07), (0.17, 0.23))
        if left + thick > x[1]:
            break
        length = min(max_length, draw.choice((draw.uniform(0.6, 0.8), draw.uniform(0.6, 0.8), draw.uniform(0.9, 1.3))))
        cloth, turn = piece.of(draw.fabric()), draw.uniform(-0.12, 0.12)
        cloth.box((left, left + thick), half_y, (rail - length, rail), thick * 0.45, turn)
        left += thick + draw.choice((0.004, 0.01, draw.uniform(0.01, 0.1)))


def _clothes_rail(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half, height = draw.metal(), draw.uniform(0.4, 0.75), draw.uniform(1.35, 1.75)
    piece.rods_at_sides((half, 0, 0.015), (half, 0, height), 0.014)
    piece.rods_at_sides((half, -0.23, 0.016), (half, 0.23, 0.016), 0.016)
    piece.rod((-half - 0.06, 0, height), (half + 0.06, 0, height), 0.013)
    add_garments(piece, draw, around(0.0, half * 0.92), height, draw.randint(4, 10), height - 0.3)


def _drying_rack(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half_y, height = draw.metal(), draw.uniform(0.28, 0.35), draw.uniform(0.85, 1.0)
    half = draw.uniform(0.65, 0.9)
    for s in SIDES:
        piece.rod((s * 0.4, -half_y, 0.012), (s * 0.4, half_y, 0.012), 0.011)
        piece.rod((-half, s * half_y, height + 0.012), (half, s * half_y, height + 0.012), 0.009)
        for y in (-half_y, half_y):
            piece.rod((s * 0.4, y, 0.01), (-s * 0.3, y, height), 0.011)
    bars = [half * (2 * k / 5 - 1) for k in range(6)]
    for x in bars:
        piece.rod((x, -half_y, height + 0.015), (x, half_y, height + 0.015), 0.006)
    for x in draw.sample(bars, draw.randint(2, 6)):
        length, wide = draw.sizes((0.24, 0.6), (0.1, half_y - 0.03))
        y, top = draw.uniform(-1, 1) * (half_y - wide), height + 0.028
        piece.of(draw.fabric()).box(around(x, 0.018), around(y, wide), (top - length, top), 0.016)


def _laundry_basket(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.wicker, draw.wicker, draw.fabric, draw.plastic))()
    radius, height = draw.sizes((0.18, 0.27), (0.25, 0.55))
    piece.shell((0, height), radius * 0.82, radius, 0.016)
    piece.cone((0, 0.024), radius * 0.8)
    piece.of(draw.fabric()).ellipsoid(radius * 0.85, radius * 0.85, (0.02, height))
    for x in (-0.25, 0.25):
        cloth, z = piece.of(draw.fabric()), around(0.8 * height, draw.uniform(0.07, 0.13))
        cloth.ellipsoid(around(x * radius, radius * 0.62), radius * 0.5, z, draw.uniform(0, math.pi))


def _waste_bin(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.plastic, draw.wicker, draw.metal))()
    height, radius = draw.sizes((0.26, 0.4), (0.11, 0.16))
    piece.shell((0, height), radius * 0.8, radius, 0.01)
    piece.cone((0, 0.02), radius * 0.8)
    if draw.random() < 0.6:
        piece.of(draw.page()).ellipsoid(0.85 * radius, 0.85 * radius, (0, 0.98 * height))


def _pedal_bin(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.chrome, draw.plastic))()
    height, radius, dark = draw.uniform(0.3, 0.64), draw.uniform(0.11, 0.16), piece.of(draw.plain("dark"))
    piece.cone((0.01, height - 0.01), radius * 0.98, rounding=0.005)
    piece.ellipsoid(radius, radius, around(height - 0.01, 0.045))
    dark.cone((0, 0.04), radius)
    dark.box(0.03, around(-radius - 0.01, 0.03), around(0.02, 0.008), 0.004)


def _ironing_board(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, height = draw.fabric(), draw.uniform(0.8, 0.95)
    legs, iron = piece.of(draw.metal()), piece.of(draw.plastic())
    piece.box((-0.38, 0.62), 0.18, around(height, 0.02), 0.015)
    piece.ellipsoid((-0.7, -0.06), 0.175, around(height, 0.02))
    for s in SIDES:
        legs.rod((s * 0.42, -s * 0.1, 0.014), (-s * 0.3, -s * 0.1, height), 0.012)
        legs.rod((s * 0.42, -0.2, 0.014), (s * 0.42, 0.2, 0.014), 0.012)
    legs.rod((0.06, -0.1, 0.5 * height), (0.06, 0.1, 0.5 * height), 0.01)
    if draw.random() < 0.6:
        iron.box((0.25, 0.45), 0.05, (height + 0.02, height + 0.07), 0.02)
        iron.hoop((0.35, 0, height + 0.06), 0.06, 0.025, 1.6)


def _vacuum_cleaner(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, dark = draw.plastic(), draw.plain("dark")
    piece.rod((0, 0, 0.06), (0, 0.12, 0.55), 0.075, 0.09)
    piece.of(draw.metal()).rod((0, 0.1, 0.5), (0, 0.32, 1.1), 0.014)
    piece.of(dark).box(0.14, (-0.15, 0.05), (0, 0.08), 0.02)
    piece.of(dark).box(0.02, around(0.33, 0.03), around(1.1, 0.08), 0.015, pitch=-0.25)


def _broom(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a broom that leans back against the wall, with a bucket."""
    piece.material, radius = draw.plastic(), draw.uniform(0.12, 0.15)
    piece.box(around(0.28, 0.15), around(-0.2, 0.035), (0, 0.06), 0.01)
    piece.of(draw.wood()).rod((0.28, -0.2, 0.05), (0.28, -0.015, draw.uniform(1.2, 1.45)), 0.012)
    with piece.placed(-0.1, -0.16):
        piece.shell((0, 0.28), radius * 0.75, radius, 0.008)
        piece.cone((0, 0.02), radius * 0.75)


def _step_ladder(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a folding ladder that stands open, with its steps towards -y."""
    piece.material, steps = draw.choice((draw.metal, draw.wood))(), draw.randint(3, 6)
    height, half = 0.25 * steps + 0.12, draw.uniform(0.2, 0.25)
    foot, wide = 0.22 * height + 0.08, half + 0.05
    piece.rods_at_sides((wide, -foot, 0.012), (half, 0, height), 0.018)
    piece.rods_at_sides((wide, foot, 0.012), (half, 0.03, height), 0.014)
    for k in range(1, steps + 1):
        up = 0.25 * k / height
        piece.box(wide - 0.05 * up + 0.005, around(-foot * (1 - up), 0.04), around(0.25 * k, 0.012), 0.004)
    piece.of(draw.plastic()).box(half + 0.02, around(0.01, 0.09), around(height, 0.016), 0.008)


def _bicycle(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain(("vivid", "dark", "grey", "white"), 0.3)
    dark, steel, size = piece.of(draw.plain("dark")), piece.of(draw.metal()), draw.choice((0.75, 1.0, 1.0))

    def at(x: float, z: float, y: float = 0.0) -> Point:
        return x * size, y, z * size

    rear, front, crank = at(0.5, 0.34), at(-0.52, 0.34), at(0.06, 0.29)
    post, low, high = at(0.2, 0.82), at(-0.37, 0.7), at(-0.33, 0.88)
    for x, y, z in (rear, front):
        dark.hoop((x, y, z), 0.34 * size - 0.024, 0.048)
        steel.rod((x, 0.035, z), (x, -0.035, z), 0.025)
    for a, b in ((rear, crank), (rear, post), (crank, post), (crank, low), (post, high), (front, low), (low, high)):
        piece.rod(a, b, 0.016)
    steel.rod(post, at(0.23, 0.92), 0.013)
    dark.box(around(0.24 * size, 0.13), 0.065, around(0.94 * size, 0.025), 0.022)
    steel.rod(high, at(-0.36, 0.98), 0.013)
    dark.rod(at(-0.34, 0.98, -0.27), at(-0.34, 0.98, 0.27), 0.014)
    steel.rod(at(0.06, 0.29, 0.01), at(0.06, 0.29, -0.01), 0.09)
    dark.rod(at(0.16, 0.2, -0.09), at(-0.04, 0.38, 0.09), 0.012)


def _washing_machine(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, height = draw.plain(("white", "white", "grey"), 0.2), draw.uniform(0.82, 0.87)
    dark, door, top = piece.of(draw.plain("dark", 0.5)), height * draw.uniform(0.44, 0.5), height - 0.07
    piece.box(0.298, 0.29, (0, height), 0.015)
    ring = piece.of(draw.plain(("grey", "white", "dark"), 0.4))
    ring.rod((0, -0.268, door), (0, -0.312, door), 0.185, 0.175)
    dark.ellipsoid(0.135, around(-0.302, 0.025), around(door, 0.135))
    piece.of(draw.plain("grey")).box(0.283, around(-0.29, 0.006), around(top, 0.042), 0.003)
    piece.rod((0.05, -0.29, top), (0.05, -0.314, top), 0.028, 0.025)
    dark.box((0.135, 0.235), around(-0.296, 0.003), around(top, 0.02))
    if draw.random() < 0.45:
        piece.add(make_piece(detergent, draw).solids, draw.uniform(-0.15, 0.1), 0.1, height)
    piece.top = height


def _fan(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain(("white", "dark", "grey"))
    height, radius = draw.sizes((0.9, 1.25), (0.17, 0.22))
    piece.cone((0, 0.04), 0.2, 0.18)
    piece.cone((0, height), 0.018, 0.015)
    piece.ellipsoid(0.06, (-0.07, 0.13), around(height, 0.06))
    piece.rod((0, -0.125, height), (0, 0, height), 0.022)
    piece.hoop((0, -0.1, height), radius, 0.012, width=0.05)
    for x, z in circle(4, radius, math.pi / 4):
        piece.rod((0, -0.12, height), (x, -0.12, height + z), 0.004)


def _water_cooler(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, dark = draw.plain(("white", "grey", "beige")), draw.plain("dark")
    water = piece.of(draw.add(PLAIN, (0.15, 0.3, 0.55), specular=0.5, shininess=80.0))
    piece.box(0.16, 0.16, (0, 0.96), 0.02)
    piece.of(dark).box(0.11, around(-0.155, 0.012), (0.6, 0.84))
    piece.of(dark).box(0.1, around(-0.18, 0.035), around(0.6, 0.012), 0.004)
    water.cone((0.96, 1.04), 0.06, 0.12, rounding=0.01)
    water.cone((1.03, 1.37), 0.135, rounding=0.03)


def _piano(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain("dark", 0.5) if draw.random() < 0.4 else draw.wood()
    half, height = draw.sizes((0.7, 0.76), (1.05, 1.28))
    piece.box(half, (-0.05, 0.29), (0, height), 0.006)
    piece.box(half, (-0.31, 0.03), (0.6, 0.7), 0.006)
    piece.box(half - 0.04, (-0.1, -0.04), (0.69, 0.87), 0.004, pitch=-0.3)
    piece.box(half + 0.015, around(0.12, 0.185), (height - 0.026, height + 0.002), 0.004)
    keys = piece.of(draw.add(Stripes(40.0, 0.62), (0.75, 0.74, 0.7), (0.02, 0.02, 0.02), 0.2))
    keys.box(half - 0.08, around(-0.19, 0.08), around(0.705, 0.01))
    piece.at_sides(half - 0.03, 0.03, (-0.31, 0.03), (0.68, 0.78), 0.01)
    piece.at_sides(half - 0.04, 0.03, around(-0.26, 0.035), (0, 0.62), 0.01)
    piece.top = height + 0.002


def _guitar(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, dark = draw.wood(), draw.plain("dark")
    neck, stand = piece.of(dark), piece.of(draw.metal())
    with piece.leaned(0.18, 0.0, 0.12):
        piece.ellipsoid(0.19, 0.05, (0.13, 0.49))
        piece.ellipsoid(0.14, 0.05, (0.42, 0.7))
        neck.box(0.025, around(-0.035, 0.012), (0.58, 1.1), 0.005)
        neck.box(0.035, around(-0.025, 0.012), (1.07, 1.21), 0.005)
        neck.rod((0, -0.045, 0.48), (0, -0.051, 0.48), 0.045)
    for side in SIDES:
        stand.rod((0, 0.11, 0.46), (side * 0.16, -0.08, 0.012), 0.01)
    stand.rod((0, 0.14, 0.73), (0, 0.22, 0.012), 0.01)
    stand.box(0.13, around(-0.02, 0.07), (0.108, 0.132), 0.008)


def _speaker(piece: Builder, draw: MaterialLibrary) -> None:
    add_speaker(piece, draw, 0.0, draw.uniform(0.09, 0.14), draw.uniform(0.8, 1.16))


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
            x, z = draw.sizes((0.06, 0.16), (0.1, 0.28))
            arm = [(0.25, y - 0.02, hip / u + 0.2), (x, -0.36, hip / u + z)]
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


_bin = of_kind("bin", Label.VOID)

FORMS: tuple[Form, ...] = (
    standing("clothes rail", _clothes_rail, 1.0, (0.85, 1.65), (0.44, 0.48), (1.3, 1.8)),
    standing("drying rack", _drying_rack, 1.0, (1.25, 1.9), (0.56, 0.74), (0.85, 1.05)),
    _bin("waste bin", _waste_bin, 6.4, (0.22, 0.34), (0.22, 0.34), (0.24, 0.42)),
    _bin("pedal bin", _pedal_bin, 3.6, (0.21, 0.33), (0.25, 0.37), (0.32, 0.7)),
    standing("laundry basket", _laundry_basket, 1.0, (0.35, 0.58), (0.35, 0.58), (0.24, 0.6)),
    standing("ironing board", _ironing_board, 1.0, (1.25, 1.35), (0.38, 0.42), (0.75, 1.1)),
    standing("vacuum cleaner", _vacuum_cleaner, 1.0, (0.27, 0.29), (0.5, 0.54), (1.15, 1.25)),
    standing("broom", _broom, 1.0, (0.62, 0.7), (0.25, 0.32), (1.15, 1.5)),
    standing("step ladder", _step_ladder, 1.0, (0.52, 0.66), (0.55, 0.95), (0.85, 1.7)),
    standing("bicycle", _bicycle, 1.0, (1.2, 1.75), (0.52, 0.56), (0.7, 1.05)),
    standing("washing machine", _washing_machine, 1.0, (0.58, 0.62), (0.6, 0.64), (0.75, 1.15)),
    standing("fan", _fan, 1.0, (0.38, 0.48), (0.38, 0.42), (1.05, 1.5)),
    standing("water cooler", _water_cooler, 1.0, (0.31, 0.33), (0.36, 0.39), (1.3, 1.4)),
    standing("piano", _piano, 1.0, (1.35, 1.6), (0.6, 0.64), (1, 1.35)),
    standing("guitar", _guitar, 1.0, (0.37, 0.39), (0.28, 0.34), (1.15, 1.3)),
    Form("speaker", "speakers", Label.VOID, _speaker, 1.0, (0.17, 0.29), (0.21, 0.36), (0.75, 1.2)),
    standing("standing person", _person, 1.0, (0.3, 0.85), (0.16, 0.66), (0.85, 2), sits=False),
    standing("sitting person", _person, 1.0, (0.45, 0.64), (0.5, 0.95), (1.15, 1.5), sits=True),
    standing("coat stand", _coat_stand, 1.0, (0.48, 0.58), (0.48, 0.58), (1.6, 2)),
)
