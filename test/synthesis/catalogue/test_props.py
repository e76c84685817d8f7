"""Props: they stand or hang, hold together, have one class and their stated sizes, and are made of few solids."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import props
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.props import floor, household, plants
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.piece import Furniture

SEEDS = range(20)

# A small thing is listed once for each surface that it stands on: one entry of each maker is enough.
MADE = tuple({repr(form.make): form for form in props.FORMS if form.place is not Place.CEILING}.values())

Check = Callable[..., Report]


def _make(form: Form, seed: int) -> Furniture:
    rng = Random(seed)
    return form.make(rng, MaterialLibrary(rng))


def _is_sound(report: Report) -> bool:
    return not (report.floating or report.loose or report.collisions)


@pytest.mark.parametrize("form", MADE, ids=lambda form: form.name)
def test_stands_and_holds_together(form: Form, alone: Check) -> None:
    for seed in SEEDS:
        piece = _make(form, seed)
        report = alone(piece.solids)
        assert _is_sound(report), f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose][:2]}"


@pytest.mark.parametrize("form", MADE, ids=lambda form: form.name)
def test_has_its_class_and_sizes_and_few_solids(form: Form) -> None:
    classes = {Label.VOID, Label.CHAIR} if form.name == "sitting person" else {Label.VOID}
    for seed in SEEDS:
        piece = _make(form, seed)
        sizes = zip((form.width, form.depth, form.height), (piece.width, piece.depth, piece.height), strict=True)
        assert all(low <= size <= high for (low, high), size in sizes), f"seed {seed}"
        assert {solid.label for solid in piece.solids} == classes and len(piece.solids) <= 60, f"seed {seed}"


@pytest.mark.parametrize("kind", ["shelf", "low board", "table", "desk", "kitchen", "nightstand", "seat", "bath"])
def test_each_surface_has_a_choice_of_things(kind: str) -> None:
    forms = [form for form in props.FORMS if form.kind == f"{kind} thing"]
    assert len(forms) >= 4 and all(form.place is Place.TOP for form in forms)


def test_names_are_unique() -> None:
    assert len({form.name for form in props.FORMS}) == len(props.FORMS)


def test_hanging_plants_hang_from_the_ceiling(alone: Check) -> None:
    for seed in range(30):
        rng = Random(seed)
        piece = plants.hanging_plant(rng, MaterialLibrary(rng), 2.5)
        assert _is_sound(alone(piece.solids, ceiling=2.5)), f"seed {seed}"
        assert min(solid.z for solid in piece.solids) > 1.2


def test_garments_stay_on_their_rail() -> None:
    for seed in range(30):
        rng = Random(seed)
        piece = household.Builder(Label.VOID)
        household.add_garments(piece, rng, MaterialLibrary(rng), (-0.4, 0.5), 1.6, 8, 1.0, hooks=seed % 2 == 0)
        x0, _, z0, x1, _, z1 = enclose(piece.solids)
        assert x0 > -0.45 and x1 < 0.56 and z0 > 0.5 and z1 < 1.62, f"seed {seed}"


def test_shoes_without_boots_fit_a_shoe_rack() -> None:
    for seed in range(30):
        rng = Random(seed)
        assert floor.pair_of_shoes(rng, MaterialLibrary(rng), boots=0.0).height < 0.12, f"seed {seed}"
