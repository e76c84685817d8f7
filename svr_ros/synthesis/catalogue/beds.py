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

"""Beds composed of a frame, a head board and bedding."""

from __future__ import annotations

import math
from collections.abc import Callable

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.arranging import fill_shelf
from svr_ros.synthesis.catalogue.bedding import Mattress, dress
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.parts import corners, spread
from svr_ros.synthesis.materials import MaterialLibrary

_WIDTHS = {0.9: 3.0, 1.0: 1.5, 1.2: 0.8, 1.4: 2.0, 1.53: 1.5, 1.6: 2.5, 1.8: 2.5, 1.93: 1.0, 2.0: 0.8}
"""Widths of mattresses in shops, in metres, with their weights."""


_Base = tuple[Mattress, float, float]
"""A mattress on its frame, the y of its head board and the height down to which blankets may hang, in metres."""

_Frame = Callable[[Builder, MaterialLibrary], _Base]
"""Adds the frame of a bed, of the piece's material."""


def _add_board(
    piece: Builder, draw: MaterialLibrary, kind: str, half_x: float, y: float, low: float, height: float
) -> None:
    """Add a head board that stands on the floor, its front towards -y.

    `half_x` is half its width, `low` the height of the mattress and `height` its own height, in metres.
    """
    match kind:
        case "panel":
            wide, thick = half_x + draw.choice((0.0, 0.0, draw.uniform(0.0, 0.3))), draw.uniform(0.015, 0.035)
            piece.box(wide, around(y, thick), (0.0, height), draw.choice((0.004, 0.014)))
            if draw.random() < 0.35:
                fields = piece.of(draw.wicker() if draw.random() < 0.3 else piece.material)
                z = low + 0.06, height - 0.02
                fields.row(wide, 2, wide / 2 - 0.04, around(y - thick - 0.002, 0.006), z, 0.003)
        case "padded":  # one soft slab, upright channels, or two rows of tufts
            wide, low, upright = half_x + 0.03, low - 0.12, draw.uniform(0.13, 0.25)
            rows, columns = draw.choice(((1, 1), (1, round(2 * wide / upright)), (2, round(wide / 0.16))))
            piece.box(wide, around(y, 0.03), (0.0, height), 0.025)
            tall = (height - low) / rows
            for k in range(rows):
                z = low + tall * k, low + tall * (k + 1)
                piece.row(wide, columns, wide / columns, around(y - 0.03, 0.035), z, 0.033)
        case "winged":
            piece.box(half_x + 0.05, around(y, 0.045), (0.0, height), 0.04)
            piece.at_sides(half_x + 0.05, 0.035, around(y - 0.09, 0.12), (low - 0.15, height), 0.03)
        case "slatted":
            _add_slats(piece, draw, half_x, y, low - 0.05, height)
        case "bars":
            low, rail, tube = low - 0.1, height - 0.1, draw.uniform(0.012, 0.019)
            piece.rods_at_sides((half_x, y, 0.0), (half_x, y, rail + 0.05), tube)
            for end in (low, rail):
                piece.rod((-half_x, y, end), (half_x, y, end), tube * 0.8)
            count = round(half_x / draw.uniform(0.07, 0.12))
            piece.row(half_x, count, tube * 0.45, around(y, tube * 0.45), (low, rail), tube * 0.4)
            if draw.random() < 0.5:
                rise = draw.uniform(0.1, 0.2)
                radius = (half_x * half_x + rise * rise) / (2 * rise)
                centre = 0.0, y, rail + rise - radius
                piece.arc(centre, (0, 0, 1), (0, 1, 0), radius, 1.6 * tube, math.asin(half_x / radius))
        case "shelf":
            back, low = y + 0.03, low + 0.08
            deep, top = (y - 0.17, back), max(height * 0.85, low + 0.3)
            piece.box(half_x + 0.02, deep, (0.0, low), 0.004)
            style = FrontStyle(piece.material, piece.material, "none", False)
            case = Case(piece, draw, style, around(0.0, half_x + 0.02), deep, (low, top))
            case.build([Cell(case.x, case.z, 2, 1, None, fill_shelf, 0.6)])


def _add_slats(piece: Builder, draw: MaterialLibrary, half_x: float, y: float, low: float, height: float) -> None:
    piece.at_sides(half_x, 0.03, around(y, 0.025), (0.0, height), 0.005)
    if draw.random() < 0.5:
        count = draw.randint(2, 4)
        pitch = (height - low) / count
        half = pitch * draw.uniform(0.25, 0.46)
        for k in range(count):
            piece.box(half_x, around(y, 0.012), around(height - 0.02 - half - k * pitch, half))
        return
    count = round(half_x / draw.uniform(0.06, 0.09))
    for z in (height - 0.03, low):
        piece.box(half_x, around(y, 0.016), around(z, 0.03))
    piece.row(half_x, count, half_x / count * draw.uniform(0.35, 0.6), around(y, 0.009), (low, height), 0.002)


def _mattress(draw: MaterialLibrary, bottom: float, thickness: Range) -> Mattress:
    """Return a mattress whose lower face is at the height `bottom`."""
    width = draw.choose(_WIDTHS) * draw.uniform(0.99, 1.01)
    return Mattress(width / 2, draw.choice((0.95, 1.0, 1.0, 1.02)), bottom, bottom + draw.uniform(*thickness))


def _rails(piece: Builder, draw: MaterialLibrary) -> _Base:
    foot, rail = draw.sizes((0.12, 0.25), (0.12, 0.18))
    size = _mattress(draw, foot + 0.08, (0.16, 0.24))
    x, y, z = size.half_x + 0.02, size.half_y + 0.02, (foot, foot + rail)
    piece.at_sides(x, 0.018, y, z, 0.005)
    piece.box(x, around(-y, 0.018), z, 0.005)
    piece.box(x, y, (size.bottom - 0.042, size.bottom + 0.002))
    piece.legs(x - 0.03, y - 0.03, foot + 0.03, draw.uniform(0.025, 0.04), square=True)
    if draw.random() < 0.4:
        high, board = size.top + draw.uniform(-0.05, 0.2), "slatted" if draw.random() < 0.4 else "panel"
        _add_board(piece, draw, board, x, -y - 0.04, min(size.top - 0.1, high - 0.2), high)
    return size, y + 0.03, foot


def _covered_box(piece: Builder, draw: MaterialLibrary) -> _Base:
    foot, rail = draw.sizes((0.03, 0.12), (0.2, 0.28))
    size = _mattress(draw, foot + rail - 0.06, (0.18, 0.26))
    x, y = size.half_x + 0.05, size.half_y + 0.05
    piece.box(x, y, (foot, foot + rail), 0.04)
    piece.of(draw.wood()).legs(x - 0.08, y - 0.08, foot + 0.03, 0.03, 0.0, 0.8)
    return size, y + 0.015, foot


def _springs(piece: Builder, draw: MaterialLibrary) -> _Base:
    foot, base = draw.sizes((0.05, 0.12), (0.2, 0.28))
    size = _mattress(draw, foot + base - 0.01, (0.22, 0.3))
    count = draw.choice((1, 2)) if size.half_x > 0.6 else 1
    piece.row(size.half_x, count, size.half_x / count - 0.002, size.half_y, (foot, foot + base), 0.03)
    piece.of(draw.metal()).legs(size.half_x - 0.1, size.half_y - 0.1, foot + 0.02, 0.03)
    return size, size.half_y + 0.025, foot + 0.05


def _platform(piece: Builder, draw: MaterialLibrary) -> _Base:
    foot, rim = draw.sizes((0.06, 0.16), (0.03, 0.1))
    size = _mattress(draw, foot + 0.06, (0.16, 0.24))
    x, y = size.half_x + rim, size.half_y + rim
    piece.box(x, y, (foot, foot + 0.07), 0.006)
    piece.box(x - 0.15, y - 0.15, (0.0, foot + 0.002))
    return size, y, foot + 0.07


def _tubes(piece: Builder, draw: MaterialLibrary) -> _Base:
    foot, tube = draw.uniform(0.2, 0.34), 0.018
    size = _mattress(draw, foot + 0.03, (0.15, 0.22))
    x, y = size.half_x + 0.015, size.half_y + 0.02
    piece.box(x, size.half_y, (foot - 0.001, foot + 0.031))
    piece.rods_at_sides((x, -y, foot), (x, y, foot), tube)
    if draw.random() < 0.75:
        _add_board(piece, draw, "bars", x, -y, size.top - 0.05, size.top + draw.uniform(0.2, 0.35))
    else:
        piece.rod((-x, -y, foot), (x, -y, foot), tube)
        piece.rods_at_sides((x, -y, 0.0), (x, -y, foot + 0.02), tube)
    return size, y, foot - 0.1


def _drawers(piece: Builder, draw: MaterialLibrary) -> _Base:
    base, handle, count = draw.uniform(0.3, 0.38), piece.of(draw.metal()), draw.choice((2, 3))
    size = _mattress(draw, base, (0.14, 0.2))
    x, y = size.half_x + 0.02, size.half_y + 0.02
    half = y / count
    piece.box(x, y, (0.04, base), 0.004)
    piece.box(x - 0.05, y - 0.05, (0.0, 0.04))
    for k in range(count):
        at = half * (2 * k + 1) - y
        piece.at_sides(x + 0.004, 0.006, around(at, half - 0.012), (0.06, base - 0.02), 0.002)
        handle.at_sides(x + 0.016, 0.008, around(at, 0.06), around(base * 0.65, 0.007), 0.004)
    return size, y + 0.03, base * 0.7


def _tall_posts(piece: Builder, draw: MaterialLibrary) -> _Base:
    """Add posts up to a frame overhead, bare or with curtains at the posts, sometimes with a cloth above."""
    foot, height, half = draw.sizes((0.2, 0.3), (1.85, 2.1), (0.018, 0.04))
    size = _mattress(draw, foot + 0.08, (0.18, 0.26))
    x, y = size.half_x + 0.03, size.half_y + 0.03
    piece.at_corners(x, y, half, (0.0, height), 0.006)
    for z in ((foot, foot + 0.12), (height - 0.05, height)):
        piece.border(x, y, 0.02, z)
    piece.box(x, y, (size.bottom - 0.031, size.bottom + 0.001))
    if draw.random() < 0.45:
        cloth = piece.of(draw.curtain())
        for a, b in corners(x + 0.01, y + 0.01):
            wide = draw.uniform(0.05, 0.12)
            cloth.box(around(a - math.copysign(wide, a), wide), around(b, 0.025), (0.23, height - 0.03), 0.024)
        if draw.random() < 0.6:
            cloth.box(x + 0.02, y + 0.02, around(height + 0.005, 0.008), 0.004)
    return size, y, foot + 0.1


def _curled_boards(piece: Builder, draw: MaterialLibrary) -> _Base:
    foot, bend = 0.12, 0.25
    size = _mattress(draw, foot + 0.12, (0.18, 0.26))
    x, y = size.half_x + 0.03, size.half_y + 0.03
    piece.box(x, y, (foot - 0.015, foot + 0.135), 0.01)
    for s, top in ((1.0, draw.uniform(0.95, 1.1)), (-1.0, draw.uniform(0.6, 0.75))):
        curl, roll = s * (y + bend), s * (y + 0.078)
        piece.box(x, around(s * y, 0.022), (0.0, top - bend), 0.006)
        piece.arc((0.0, curl, top - bend), (0.0, -s * 0.924, 0.383), (1, 0, 0), bend, 0.044, 0.4, 2 * x)
        piece.rod((-x, roll, top - 0.065), (x, roll, top - 0.065), 0.035)
    return size, y, foot + 0.15


def _floor(piece: Builder, draw: MaterialLibrary) -> _Base:
    """Add nothing, a thin mat or pallets below the mattress."""
    low = draw.choice((0.0, 0.03, 0.14))
    size = _mattress(draw, low, (0.14, 0.22))
    if low > 0.1:
        x, y = size.half_x + 0.05, size.half_y + 0.05
        for middle in spread(y, 5):
            piece.box(x, around(middle, y / 5 - 0.02), (low - 0.024, low))
        piece.row(x, 3, 0.05, y, (0.0, low - 0.02))
    elif low:
        piece.of(draw.fabric()).box(size.half_x + 0.02, size.half_y + 0.02, (0.0, low + 0.001), 0.01)
    return size, size.half_y, low


def _bed(frame: _Frame, boards: dict[str, float], *choice: Callable[[MaterialLibrary], int]) -> Maker:
    """Return the maker of a bed with one of the head boards, by weight ("" for none), of one of the materials."""

    def make(piece: Builder, draw: MaterialLibrary) -> None:
        piece.material = draw.choice(choice)(draw)
        size, head, low = frame(piece, draw)
        if board := draw.choose(boards):
            height = max(draw.uniform(0.8, 1.2), size.top + draw.uniform(0.22, 0.4))
            _add_board(piece, draw, board, size.half_x + 0.02, head, size.top, height)
        dress(piece, draw, size, low, clear=frame in (_covered_box, _springs))

    return make


def _form(name: str, make: Maker, weight: float, height: Range) -> Form:
    return Form(name, "bed", Label.BED, make, weight, (0.86, 2.72), (1.85, 2.55), height)


_WOOD, _METAL, _CLOTH = MaterialLibrary.wood, MaterialLibrary.metal, MaterialLibrary.fabric
_COVER = _CLOTH, _CLOTH, _CLOTH, MaterialLibrary.leather
_PLATFORM_BOARDS = {"panel": 1.5, "padded": 0.5, "slatted": 0.5, "": 0.83}
_SPRUNG_BOARDS = {"padded": 2.0, "winged": 0.4, "panel": 0.6, "": 0.53}

FORMS: tuple[Form, ...] = (
    _form("wooden bed", _bed(_rails, {"panel": 1.2, "slatted": 1.4}, _WOOD), 2.6, (0.76, 1.25)),
    _form(
        "upholstered bed", _bed(_covered_box, {"padded": 2.0, "winged": 0.8, "panel": 0.4}, *_COVER), 2.4, (0.76, 1.25)
    ),
    _form("box spring", _bed(_springs, _SPRUNG_BOARDS, _CLOTH), 1.8, (0.5, 1.25)),
    _form("platform bed", _bed(_platform, _PLATFORM_BOARDS, _WOOD), 1.3, (0.3, 1.25)),
    _form("metal bed", _bed(_tubes, {"bars": 1.0}, _METAL), 1.1, (0.7, 1.32)),
    _form("bed with drawers", _bed(_drawers, {"shelf": 1.2, "panel": 1.0, "padded": 0.4}, _WOOD), 0.9, (0.76, 1.25)),
    _form("four-poster", _bed(_tall_posts, {"panel": 1.0, "slatted": 1.0}, *[_WOOD] * 3, _METAL), 0.4, (1.8, 2.15)),
    _form("sleigh bed", _bed(_curled_boards, {"": 1.0}, _WOOD), 0.4, (0.85, 1.2)),
    _form("mattress on the floor", _bed(_floor, {"": 1.0}, _WOOD), 0.5, (0.2, 0.95)),
)
