"""Beds, sofas, tables and chairs: every form occurs, holds together and has the sizes of real ones."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from svr_ros.synthesis.catalogue.palette import Palette

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import (
    armchairs,
    beds,
    bunks,
    chairs,
    cots,
    desks,
    lounge_chairs,
    ottomans,
    sofas,
    tables,
)
from svr_ros.synthesis.catalogue.bedding import Mattress, dress
from svr_ros.synthesis.catalogue.forms import Forms, Maker, draw_form
from svr_ros.synthesis.furnishing.tabletops import surface
from svr_ros.synthesis.layout.contact import Report, inspect
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Item, Lights, RoomSize, Scene, Solid, SolidKind

Range = tuple[float, float]

SEEDS = range(12)

HALL = RoomSize(4.0, 4.0, 4.0)
SHELL = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, HALL.height / 2, 0, 0, 0, 4.0, 4.0, HALL.height / 2, 0, 0, 0)

# By name: the makers, the class, and the ranges of width, depth and height (m) that shops sell.
KINDS: dict[str, tuple[Forms, Label, Range, Range, Range]] = {
    "beds": (beds.BEDS, Label.BED, (0.9, 2.65), (1.85, 2.4), (0.3, 2.2)),
    "bunk beds": (bunks.BUNKS, Label.BED, (0.95, 1.9), (2.0, 2.3), (1.45, 2.1)),
    "cots": (cots.COTS, Label.BED, (0.7, 1.8), (0.4, 0.9), (0.5, 1.05)),
    "daybeds": ({"": (beds.daybed, 1.0)}, Label.BED, (1.95, 2.3), (0.85, 1.15), (0.7, 1.05)),
    "sofas": (sofas.SOFAS, Label.SOFA, (1.1, 3.6), (0.75, 1.1), (0.65, 1.15)),
    "corner sofas": ({"": (sofas.corner_sofa, 1.0)}, Label.SOFA, (1.8, 3.6), (1.35, 2.7), (0.65, 1.15)),
    "u sofas": ({"": (sofas.u_sofa, 1.0)}, Label.SOFA, (2.4, 4.6), (1.35, 2.8), (0.65, 1.15)),
    "chaises longues": ({"": (sofas.chaise_longue, 1.0)}, Label.SOFA, (0.6, 1.1), (1.4, 2.1), (0.6, 1.0)),
    "armchairs": (armchairs.ARMCHAIRS, Label.SOFA, (0.5, 1.15), (0.65, 1.65), (0.6, 1.2)),
    "lounge chairs": (lounge_chairs.LOUNGE_CHAIRS, Label.CHAIR, (0.5, 1.0), (0.6, 1.1), (0.65, 1.1)),
    "ottomans": (ottomans.OTTOMANS, Label.SOFA, (0.35, 1.0), (0.3, 0.85), (0.3, 0.6)),
    "dining tables": (tables.DINING_TABLES, Label.TABLE, (0.6, 3.0), (0.58, 1.5), (0.7, 0.79)),
    "coffee tables": (tables.COFFEE_TABLES, Label.TABLE, (0.38, 1.4), (0.38, 1.05), (0.28, 0.52)),
    "side tables": (tables.SIDE_TABLES, Label.TABLE, (0.3, 0.82), (0.3, 0.82), (0.33, 0.67)),
    "consoles": (tables.CONSOLES, Label.TABLE, (0.75, 1.45), (0.25, 0.45), (0.7, 0.95)),
    "bar tables": (tables.BAR_TABLES, Label.TABLE, (0.55, 1.65), (0.45, 0.85), (0.98, 1.15)),
    "children's tables": (tables.CHILDRENS_TABLES, Label.TABLE, (0.5, 0.95), (0.4, 0.85), (0.42, 0.6)),
    "desks": (desks.DESKS, Label.TABLE, (0.85, 1.95), (0.48, 1.65), (0.68, 1.15)),
    "secretaries": ({"": (desks.secretary, 1.0)}, Label.TABLE, (0.75, 1.15), (0.45, 0.65), (0.95, 1.4)),
    "chairs": (chairs.CHAIRS, Label.CHAIR, (0.38, 0.68), (0.38, 0.68), (0.7, 1.12)),
    "office chairs": (chairs.OFFICE_CHAIRS, Label.CHAIR, (0.5, 0.75), (0.5, 0.9), (0.4, 1.4)),
    "stools": (chairs.STOOLS, Label.CHAIR, (0.28, 0.7), (0.2, 0.75), (0.38, 0.95)),
    "bar stools": (chairs.BAR_STOOLS, Label.CHAIR, (0.3, 0.5), (0.3, 0.55), (0.6, 1.15)),
    "benches": (chairs.BENCHES, Label.CHAIR, (0.85, 1.8), (0.3, 0.6), (0.4, 0.95)),
    "rocking chairs": ({"": (chairs.rocking_chair, 1.0)}, Label.CHAIR, (0.5, 0.7), (0.7, 1.0), (0.9, 1.2)),
    "high chairs": ({"": (chairs.high_chair, 1.0)}, Label.CHAIR, (0.38, 0.6), (0.4, 0.7), (0.8, 1.1)),
}
FORMS = [(kind, form) for kind, (forms, *_) in KINDS.items() for form in forms]


def _make(maker: Maker, seed: int) -> Furniture:
    rng = Random(seed)
    return maker(rng, Palette(rng))


def _report(piece: Furniture) -> Report:
    """Inspect a piece that stands alone in the middle of a hall."""
    item = Item(piece.label, piece.name, 0, 0, 0, piece.width, piece.depth, 0, piece.height, 1, 1 + len(piece.solids))
    return inspect(Scene(HALL, [SHELL, *piece.solids], [], Lights(), [], [item]))


@pytest.mark.parametrize(("kind", "form"), FORMS)
def test_holds_together_and_stands_on_the_floor(kind: str, form: str) -> None:
    for seed in SEEDS:
        report = _report(_make(KINDS[kind][0][form][0], seed))
        assert report == Report([], [], []), f"seed {seed}"


@pytest.mark.parametrize(("kind", "form"), FORMS)
def test_has_the_size_and_class_of_real_ones(kind: str, form: str) -> None:
    forms, label, *ranges = KINDS[kind]
    for seed in SEEDS:
        piece = _make(forms[form][0], seed)
        for (low, high), size in zip(ranges, (piece.width, piece.depth, piece.height), strict=True):
            assert low <= size <= high, f"seed {seed}: {size:.2f} m"
        # Only what was left lying on it, or the board to work at under a loft bed, is of another class.
        foreign = [solid for solid in piece.solids if solid.label != label]
        assert piece.label == label and len(foreign) <= 12
        assert all(solid.label == Label.VOID for solid in foreign) or form == "loft bed"
        x0, y0, z0, x1, y1, z1 = enclose(piece.solids)
        assert np.allclose([-x0, -y0, x1, y1], np.array([piece.width, piece.depth] * 2) / 2)
        assert abs(z0) < 0.01 and z1 <= piece.height + 1e-9


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_drawn(kind: str) -> None:
    forms = KINDS[kind][0]
    drawn = {draw_form(rng, Palette(rng), forms).name for rng in map(Random, range(400))}
    assert drawn == set(forms)


@pytest.mark.parametrize(
    ("maker", "most"),
    [
        (beds.bed, 28.0),
        (beds.bunk_bed, 42.0),
        (beds.cot, 32.0),
        (sofas.sofa, 20.0),
        (sofas.corner_sofa, 30.0),
        (sofas.armchair, 14.0),
        (tables.dining_table, 10.0),
        (tables.coffee_table, 8.0),
        (tables.desk, 13.0),
        (chairs.chair, 14.0),
        (chairs.office_chair, 25.0),
        (chairs.stool, 9.0),
        (chairs.bar_stool, 10.0),
        (chairs.bench, 9.0),
    ],
)
def test_is_made_of_few_solids(maker: Callable[[Random, Palette], Furniture], most: float) -> None:
    counts = [len(_make(maker, seed).solids) for seed in range(100)]
    assert np.mean(counts) < most and max(counts) <= 60


def test_chairs_to_dine_on_have_their_seats_at_one_height() -> None:
    for seed in range(40):
        style = chairs.STYLES[seed % len(chairs.STYLES)]
        rng = Random(seed)
        piece = chairs.chair(rng, Palette(rng), style)
        # The seat is what a person's weight rests on: the highest thing just before the middle that is near level.
        above = [s.z + s.hz for s in piece.solids if abs(s.x) < 0.03 and abs(s.y) < 0.14 and s.hz < 0.06 and s.z < 0.5]
        assert 0.4 < max(above) < 0.53, f"{style}, seed {seed}"


def test_bedspreads_fall_near_the_floor_and_stand_out_only_where_the_bed_is_clear() -> None:
    size, low = Mattress(0.8, 1.0, 0.3, 0.55), 0.3
    bounds: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for clear, found in bounds.items():
        for seed in range(60):
            rng = Random(seed)
            found.append(enclose(dress(rng, Palette(rng), size, low, clear)))
    assert min(bottom for _, _, bottom, *_ in bounds[False]) > 0.25
    fallen = [bound for bound in bounds[True] if bound[2] < 0.22]
    assert 10 < len(fallen) < 40
    for left, foot, bottom, right, _, _ in fallen:
        assert bottom > 0 and max(left, -right) < -size.half_x - 0.06 and foot < -size.half_y - 0.06


def test_most_mattresses_are_as_wide_and_high_as_those_in_shops() -> None:
    tops, widths = [], []
    for seed in range(150):
        piece = _make(beds.bed, seed)
        # The mattress is the thickest large box that is nearly 2 m long.
        large = [s for s in piece.solids if s.kind == SolidKind.BOX and 0.93 < s.hy < 1.03 and 0.06 < s.hz < 0.16]
        sheet = max(large, key=lambda s: s.z + s.hz if s.hx > 0.4 else 0.0)
        tops.append(sheet.z + sheet.hz)
        widths.append(2 * sheet.hx)
    assert min(tops) > 0.12 and max(tops) < 0.75 and 0.4 < np.median(tops) < 0.6
    assert min(widths) > 0.88 and max(widths) < 2.05
    assert 0.2 < np.mean(np.array(widths) < 1.25) < 0.6, "singles and doubles both occur"


@pytest.mark.parametrize("maker", [sofas.corner_sofa, sofas.u_sofa])
def test_bent_sofas_leave_their_inner_corner_free(maker: Maker) -> None:
    for seed in range(20):
        piece = _make(maker, seed)
        area = sum((b[3] - b[0]) * (b[4] - b[1]) for b in piece.filled())
        assert area < 0.95 * piece.width * piece.depth
        covered = np.zeros(len(piece.solids), bool)
        for x0, y0, _, x1, y1, _ in piece.filled():
            covered |= np.array([x0 - 0.05 <= s.x <= x1 + 0.05 and y0 - 0.15 <= s.y <= y1 + 0.05 for s in piece.solids])
        assert covered.all(), f"seed {seed}: a part lies outside of what the sofa says it fills"


TABLES = [tables.dining_table, tables.coffee_table, tables.side_table, tables.console, tables.bar_table, tables.desk]


@pytest.mark.parametrize("maker", TABLES)
def test_things_put_on_a_table_stand_on_its_top(maker: Maker) -> None:
    for seed in range(40):
        piece = _make(maker, seed)
        x0, y0, x1, y1 = surface(piece)
        assert x1 - x0 > 0.15 and y1 - y0 > 0.15
        grid = np.stack(np.meshgrid(np.linspace(x0, x1, 7), np.linspace(y0, y1, 7)), -1).reshape(-1, 2)
        held = np.zeros(len(grid), bool)
        for s in piece.solids:
            if s.yaw == s.pitch == s.roll == 0.0 and abs(s.z + s.hz - piece.top) < 0.003:
                away = np.abs(grid - [s.x, s.y])
                round_ = s.kind == SolidKind.CONE
                held |= (np.hypot(*away.T) <= s.hx) if round_ else (away <= [s.hx, s.hy]).all(1)
        assert held.all(), f"{piece.name}, seed {seed}: a place to put things on is in the air"
