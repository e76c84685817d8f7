"""Chairs, stools and benches: every form occurs, holds together and has the sizes of real ones."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.contact import Report, inspect
from svr_ros.synthesis.furniture import chairs
from svr_ros.synthesis.furniture.forms import Forms, Maker, draw_form
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import Furniture, enclose
from svr_ros.synthesis.scene import Item, Lights, RoomSize, Scene, Solid, SolidKind

Range = tuple[float, float]

SEEDS = range(12)

HALL = RoomSize(4.0, 4.0, 4.0)
SHELL = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, HALL.height / 2, 0, 0, 0, 4.0, 4.0, HALL.height / 2, 0, 0, 0)

# By name: the makers, the class, and the ranges of width, depth and height (m) that shops sell.
KINDS: dict[str, tuple[Forms, Label, Range, Range, Range]] = {
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
    return inspect(Scene(HALL, [SHELL, *piece.solids], [], Lights(*[0.0] * len(Lights._fields)), [], [item]))


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
        assert piece.label == label and all(solid.label == label for solid in piece.solids)
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
        (chairs.chair, 14.0),
        (chairs.office_chair, 25.0),
        (chairs.stool, 9.0),
        (chairs.bar_stool, 10.0),
        (chairs.bench, 9.0),
    ],
)
def test_is_made_of_few_solids(maker: Callable[[Random, Palette], Furniture], most: float) -> None:
    counts = [len(_make(maker, seed).solids) for seed in range(100)]
    assert np.mean(counts) < most and max(counts) <= 30


def test_chairs_to_dine_on_have_their_seats_at_one_height() -> None:
    for seed in range(40):
        style = chairs.STYLES[seed % len(chairs.STYLES)]
        rng = Random(seed)
        piece = chairs.chair(rng, Palette(rng), style)
        # The seat is what a person's weight rests on: the highest thing just before the middle that is near level.
        above = [s.z + s.hz for s in piece.solids if abs(s.x) < 0.03 and abs(s.y) < 0.14 and s.hz < 0.06 and s.z < 0.5]
        assert 0.4 < max(above) < 0.53, f"{style}, seed {seed}"
