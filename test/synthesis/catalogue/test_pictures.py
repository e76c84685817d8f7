"""Pictures and mirrors: of class wall, flat, with the image or the glass as their last solid."""

from __future__ import annotations

from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.walls import FORMS

PICTURES = [form for form in FORMS if form.kind in ("picture", "mirror", "board")]


@pytest.mark.parametrize("form", PICTURES, ids=lambda form: form.name)
def test_is_a_flat_piece_of_wall_whose_last_solid_is_what_one_looks_at(form: Form) -> None:
    for seed in range(40):
        rng = Random(seed)
        materials = MaterialLibrary(rng)
        piece = form.build(rng, materials)
        assert {solid.label for solid in piece.solids} == {Label.WALL}
        face = piece.solids[-1]
        assert face.y - face.hy == pytest.approx(-piece.depth / 2, abs=0.04)
        assert (materials.rows[face.material].mirror > 0.7) == (form.kind == "mirror")
