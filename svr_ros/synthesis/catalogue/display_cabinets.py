"""Cabinets that show or hide what is dear: display cabinets, bar cabinets, bureaus, chests."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.arranging import line_up
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import Cabinet
from svr_ros.synthesis.catalogue.cases import Case, Cell, Space, add_base, doors, drawers, glass_doors, new_case
from svr_ros.synthesis.catalogue.fillings import fill_shelf, put_on_top
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID
from svr_ros.synthesis.catalogue.props.desk import papers
from svr_ros.synthesis.catalogue.props.dining import bottles
from svr_ros.synthesis.piece import Furniture


def _dishes(case: Case, space: Space, max_solids: int) -> None:
    fill_shelf(case, space, min(5, max_solids), 0.2)


def _glazed(case: Case) -> list[Cell]:
    x, (low, high) = case.x, case.z
    split = low + case.rng.choice((0.0, case.rng.uniform(0.45, 0.75)))
    rows = max(2, round((high - split) / 0.36))
    shown = Cell(x, (split, high), 2, rows, glass_doors, _dishes)
    return [shown] if split == low else [Cell(x, (low, split), 2, 1, doors(0.7)), shown]


def _bottles(case: Case, space: Space, max_solids: int) -> None:
    rng, (x, y, (low, high)) = case.rng, space
    if rng.random() < 0.6:
        case.piece.of(case.materials.mirror()).box(x, (y[1] - 0.004, y[1]), (low, high))
    row = [bottles(rng, case.materials) for _ in range(2)]
    case.piece.add(line_up(rng, row, x, y[1] - 0.01, low, y[1] - y[0] - 0.02, high - low - 0.02))


def _bar(case: Case) -> list[Cell]:
    low, high = case.z
    split = high * case.rng.uniform(0.45, 0.55)
    lower = Cell(case.x, (low, split), 2, 1, doors(0.7))
    return [lower, Cell(case.x, (split, high), case.rng.choice((1, 2)), 1, None, _bottles)]


def _bureau(rng: Random, materials: MaterialLibrary) -> Furniture:
    height, desk = rng.uniform(1.0, 1.15), rng.uniform(0.72, 0.78)
    case = new_case(rng, materials, (rng.uniform(0.75, 1.0), rng.uniform(0.4, 0.48), desk))
    piece, half_x, (front, back) = case.piece, case.x[1], case.y
    add_base(case, tall=False)
    case.build([Cell(case.x, (case.z[0], desk - 0.03), 1, rng.randint(2, 3), drawers)])
    rear, rise = back - 0.22 * (back - front), height - desk
    piece.box(half_x, (rear, back), (desk, height), 0.003)
    if rng.random() < 0.5:
        # A flap that leans from the front edge to the top.
        y, z, run = (front + rear) / 2, desk + rise / 2, rear - front
        flap = around(z, math.hypot(run, rise) / 2)
        piece.box(half_x, around(y, 0.011), flap, 0.003, pitch=-math.atan2(run, rise))
        for s in SIDES:
            piece.box(around(s * (half_x - 0.01), 0.01), (y, rear), (desk, desk + rise * 0.6))
        piece.of(case.style.handle_material).ellipsoid(0.014, around(y - 0.018, 0.018), around(z, 0.014))
    else:
        # A flap that lies before the open pigeonholes, with papers on it.
        deep = rng.uniform(0.3, 0.38)
        piece.box(half_x - 0.01, (front - deep + 0.02, front + 0.02), around(desk + 0.01, 0.011), 0.003)
        piece.of(materials.plain("dark")).box(half_x - 0.03, around(rear - 0.002, 0.004), (desk + 0.02, height - 0.02))
        for k in range(4):
            with piece.using(rng.choice((materials.spines, materials.page, materials.thing))(), VOID):
                piece.box(around(half_x * (0.4 * k - 0.6), 0.05), (rear - 0.095, rear - 0.005), (desk, desk + 0.18))
        piece.add(papers(rng, materials).solids, 0.0, front - deep / 2, desk + 0.021)
    case.y, case.z = (rear, back), (desk, height)
    with piece.placed(y=(rear + back) / 2):
        put_on_top(case)
    return piece.furniture()


def _chest(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, height = rng.uniform(0.35, 0.62), rng.uniform(0.19, 0.26), rng.uniform(0.38, 0.52)
    body = rng.choice((materials.wood, materials.wood, materials.wicker, materials.leather))()
    piece, band, low = Builder(CABINET, body), materials.metal(), height * 0.72
    piece.box(half_x, half_y, (0, low), 0.004)
    with piece.using(band):
        piece.box(0.04, around(-half_y, 0.012), around(low, 0.05), 0.004)
        for s in SIDES:
            piece.box(around(s * 0.6 * half_x, 0.025), half_y + 0.004, (0, low))
    if rng.random() < 0.6:
        piece.box(half_x + 0.012, half_y + 0.012, (low, height), 0.01)
        return piece.furniture(top=height)
    radius = half_y + 0.006
    piece.cone(around(max(low - 0.3 * radius, radius + 0.01), half_x + 0.01), radius, rounding=0.01, roll=math.pi / 2)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Cabinet(
        (0.6, 1.2), (0.35, 0.45), (1.4, 2.05), (_glazed,), None, lambda case: add_base(case, False), max_solids=60
    ).form("display cabinet", "display cabinet", 1.0, 0.0),
    Cabinet((0.6, 1.0), (0.36, 0.44), (1.05, 1.5), (_bar,), max_solids=50).form("bar cabinet", "display cabinet", 0.5),
    Form("bureau", "bureau", Label.CABINET, _bureau, 1.0, (0.74, 1.1), (0.4, 1.02), (0.99, 1.85)),
    Form("chest", "chest", Label.CABINET, _chest, 1.0, (0.69, 1.31), (0.38, 0.58), (0.36, 0.65)),
)
