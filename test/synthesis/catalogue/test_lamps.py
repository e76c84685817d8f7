"""Lamps: every form occurs, is held by floor, table, wall or ceiling, is of its size, and is lit half the time."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import ceiling_lamps, lamps, table_lamps
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.piece import Furniture

CEILING = 2.5

Check = Callable[..., Report]
Template = Callable[[Random, Palette], Furniture]


def _pendant(rng: Random, palette: Palette) -> Furniture:
    return ceiling_lamps.pendant(rng, palette, CEILING, 1.6)


def _chandelier(rng: Random, palette: Palette) -> Furniture:
    return ceiling_lamps.chandelier(rng, palette, CEILING, 1.8)


def _ceiling_lamp(rng: Random, palette: Palette) -> Furniture:
    return ceiling_lamps.ceiling_lamp(rng, palette, CEILING)


def _string(rng: Random, palette: Palette) -> Furniture:
    return lamps.string_lights(rng, palette, 1.8)


def _sound(report: Report) -> bool:
    return not (report.floating or report.loose or report.collisions)


def test_table_lamps_stand(alone: Check) -> None:
    for seed in range(60):
        rng = Random(seed)
        solids = table_lamps.table_lamp(rng, Palette(rng))
        x0, y0, _, x1, y1, top = enclose(solids)
        assert _sound(alone(solids)), f"seed {seed}"
        assert 0.15 < top < 0.7 and max(x1 - x0, y1 - y0) < 0.55, f"seed {seed}"
        assert {solid.label for solid in solids} == {Label.LIGHTING}


def test_floor_lamps_stand_in_every_form(alone: Check) -> None:
    names = set()
    for seed in range(80):
        rng = Random(seed)
        piece = lamps.floor_lamp(rng, Palette(rng))
        names.add(piece.name)
        assert _sound(alone(piece.solids)), f"seed {seed}: {piece.name}"
        low = 0.3 if piece.name == "column lamp" else 1.2
        assert low < piece.height < 2.05 and max(piece.width, piece.depth) < 1.6, f"seed {seed}: {piece.name}"
        assert len(piece.solids) <= 9
    assert names == {"floor lamp", "tripod lamp", "arc lamp", "torchiere", "reading lamp", "column lamp"}


@pytest.mark.parametrize("template", [_pendant, _chandelier, _ceiling_lamp])
def test_hanging_lamps_hang_from_the_ceiling(template: Template, alone: Check) -> None:
    names = set()
    for seed in range(80):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        names.add(piece.name)
        assert _sound(alone(piece.solids, ceiling=CEILING)), f"seed {seed}: {piece.name}"
        low = enclose(piece.solids)[2]
        assert low > (2.0 if template is _ceiling_lamp else 1.55), f"seed {seed}: hangs down to {low:.2f} m"
        assert max(piece.width, piece.depth) > 0.2, f"seed {seed}: too small to be seen"
    assert len(names) >= {_pendant: 4, _chandelier: 1, _ceiling_lamp: 2}[template]


@pytest.mark.parametrize("template", [lamps.wall_lamp, _string])
def test_wall_lamps_are_held_by_the_wall(template: Template, alone: Check) -> None:
    for seed in range(60):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        raised = piece.placed(0.0, 0.0, 1.5, 0.0)
        assert _sound(alone(raised, wall=piece.depth / 2)), f"seed {seed}"


def test_lamps_are_on_as_often_as_off() -> None:
    lit = 0
    for seed in range(200):
        rng = Random(seed)
        palette = Palette(rng)
        template = (lamps.floor_lamp, _pendant, _ceiling_lamp, lamps.wall_lamp)[seed % 4]
        lit += any(palette.materials[solid.material].emission > 0 for solid in template(rng, palette).solids)
    assert 0.35 * 200 < lit < 0.75 * 200
