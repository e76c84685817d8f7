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

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from random import Random

import numpy as np
import pytest

from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.materials.table import RANDOM, REUSED
from svr_ros.synthesis.photographs import Library, Photograph
from svr_ros.synthesis.scene import NO_PHOTOGRAPHS, Material
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import Painting, Photo, Tiles

FURNITURE = (
    "cardboard", "ceramic", "chrome", "concrete", "curtain", "fabric", "glass", "leather", "leaves", "linen", "metal",
    "mirror", "page", "plain", "plastic", "screen", "sheer", "spines", "stone", "thing", "tiles", "towel", "wicker",
    "wood",
)  # fmt: skip
SURFACES = ("brick", "carpet", "ceiling", "concrete", "floor", "tiles", "wallpaper")
DRAWS = (*FURNITURE, *(f"surfaces.{name}" for name in SURFACES), "table.add_random")


def _draw(name: str, materials: MaterialLibrary) -> Material:
    part, _, method = name.rpartition(".")
    return materials.rows[getattr(getattr(materials, part) if part else materials, method)()]


@pytest.mark.parametrize("name", DRAWS)
def test_every_draw_is_a_material_that_exists_in_nature(name: str) -> None:
    materials = MaterialLibrary(Random(name))
    for _ in range(150):
        material = _draw(name, materials)
        kind, scale, *parameters = material.texture.columns
        assert kind in list(TextureKind)
        assert np.isfinite([scale, *parameters, *material[3:]]).all()
        assert 0 <= min(material.first + material.second) <= max(material.first + material.second) <= 1
        assert 0.5 <= scale <= 250
        assert 0 <= material.specular <= 1
        assert 0 <= material.mirror + material.clear <= 1
        assert material.emission == 0 or name == "screen"
        if isinstance(material.texture, Tiles):
            assert 0 <= material.texture.joint < 0.7
            assert material.texture.rows > 0


def test_pictures_and_rugs_have_the_size_they_are_given() -> None:
    surfaces = MaterialLibrary(Random(2)).surfaces
    rows = [surfaces.rug(0.9, 0.6) for _ in range(50)] + [surfaces.picture(0.9, 0.6) for _ in range(50)]
    found = [surfaces.table.rows[row].texture for row in rows]
    sized = [texture for texture in found if isinstance(texture, Painting)]
    assert len(sized) > 30
    assert all((texture.half_width, texture.half_height) == (0.9, 0.6) for texture in sized)


def test_same_seed_gives_the_same_materials() -> None:
    first, second = MaterialLibrary(Random(5)), MaterialLibrary(Random(5))
    for name in DRAWS * 3:
        assert _draw(name, first) == _draw(name, second)


def test_pieces_of_a_room_share_their_woods() -> None:
    distinct = []
    for seed in range(60):
        materials = MaterialLibrary(Random(seed))
        distinct.append(len({materials.wood() for _ in range(8)}))
    assert np.mean(distinct) == pytest.approx(1 + 7 * (1 - REUSED), abs=1.0)
    assert max(Counter(distinct).values()) < 60


def test_some_things_are_of_any_colour_and_texture() -> None:
    never_walls = (TextureKind.WICKER, TextureKind.RUG, TextureKind.PAGE, TextureKind.SPINES)
    unusual = 0
    for seed in range(1500):
        unusual += _draw("surfaces.wallpaper", MaterialLibrary(Random(seed))).texture.columns[0] in never_walls
    assert unusual / 1500 == pytest.approx(RANDOM * len(never_walls) / (len(TextureKind) - 1), rel=0.75)


def test_photographs_replace_a_fraction_of_the_textures_they_suit() -> None:
    table = {"fabric": (Photograph(3, 0.5), Photograph(7, 0.5)), "picture": (Photograph(9, 1.0),)}
    materials = MaterialLibrary(Random(1), Library(NO_PHOTOGRAPHS, table, 0.5))
    for _ in range(60):
        materials.fabric()
        materials.surfaces.picture(0.4, 0.3)
        materials.surfaces.floor()  # the library has none for floors
    photos = [material.texture for material in materials.rows if isinstance(material.texture, Photo)]
    assert {photo.row for photo in photos} == {3, 7, 9}
    assert {round(photo.aspect, 6) for photo in photos if photo.row == 9} == {round(0.4 / 0.3, 6)}
    assert all(1.4 < photo.scale < 2.9 for photo in photos if photo.row != 9)
    without = MaterialLibrary(Random(1), Library(NO_PHOTOGRAPHS, table, 0.0))
    assert not any(isinstance(_draw("fabric", without).texture, Photo) for _ in range(60))


def test_materials_do_not_load_the_renderer() -> None:
    program = "import sys, svr_ros.synthesis.materials; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.strip() == "False"
