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

from pathlib import Path

import cv2
import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.synthesis.photographs import Library, load_photographs
from svr_ros.synthesis.render.materials import texture
from svr_ros.synthesis.render.world import World, pack_materials
from svr_ros.synthesis.scene import Material
from svr_ros.synthesis.textures import Photo

NOTHING = np.zeros((1, 1))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("photographs")
    rng = np.random.default_rng(0)
    for use, names in {"wood": ("b.png", "a.png"), "picture": ("c.jpg",)}.items():
        (folder / use).mkdir()
        for name in names:
            cv2.imwrite(str(folder / use / name), rng.integers(0, 255, (80, 120, 3), np.uint8))
    plain = np.full((64, 64, 3), (30, 120, 200), np.uint8)  # blue, green, red
    cv2.imwrite(str(folder / "wood" / "z.png"), plain)
    (folder / "wood" / "notes.txt").write_text("not a picture")
    return load_photographs(0.3, folder, 64)


def _color(library: Library, u: float, v: float, footprint: float, row: int = 1, aspect: float = 0.0) -> np.ndarray:
    material = Material(Photo(row, 2.0, aspect), (1.0, 0.5, 1.0), (0.0, 0.0, 0.0), offset=0.25)
    world = World(NOTHING, pack_materials([material]), NOTHING, NOTHING[0], library.pixels)
    return np.array(texture(world, 0, u, v, 0.0, footprint))


def test_photographs_come_by_use_and_name(library: Library) -> None:
    assert [photograph.row for photograph in library.table["wood"]] == [0, 1, 2]
    assert [photograph.row for photograph in library.table["picture"]] == [3]
    assert library.pixels.shape == (4, 64, 96, 3)
    np.testing.assert_array_equal(library.pixels[2, :, :64], np.broadcast_to((200, 120, 30), (64, 64, 3)))


def test_colours_are_linear_and_tinted(library: Library) -> None:
    srgb = np.array([200, 120, 30]) / 255
    linear = ((srgb + 0.055) / 1.055) ** 2.4
    for u, v, footprint in ((0.1, 0.2, 0.001), (-3.3, 8.1, 0.001), (0.4, 0.0, 0.4)):
        np.testing.assert_allclose(_color(library, u, v, footprint, row=2), linear * (1, 0.5, 1), atol=0.004)


def test_repeats_are_mirrored_so_that_no_seam_shows(library: Library) -> None:
    for v in np.linspace(-0.7, 0.7, 5):
        for seam in (0.375, -0.125):  # where 2 u + 0.25 is an integer
            left, right = _color(library, seam - 0.03, v, 0.001), _color(library, seam + 0.03, v, 0.001)
            np.testing.assert_allclose(left, right, atol=1e-6)


def test_pixels_that_see_much_get_its_mean(library: Library) -> None:
    near = np.mean([_color(library, u, v, 0.002) for u in np.arange(0, 1, 0.03) for v in np.arange(0, 1, 0.03)], axis=0)
    far = [_color(library, u, v, 0.5) for u in np.arange(0, 1, 0.1) for v in np.arange(0, 1, 0.1)]
    assert np.std(far, axis=0).max() < 0.05
    # Levels are averaged in sRGB, which is darker than the mean of light.
    np.testing.assert_allclose(np.mean(far, axis=0), near, rtol=0.3)


def test_a_picture_stands_upright_around_the_origin(library: Library) -> None:
    pixels = library.pixels.copy()
    pixels[3, :32, :32] = (255, 0, 0)  # upper left
    painted = library._replace(pixels=pixels)
    np.testing.assert_allclose(_color(painted, -0.1, 0.1, 0.001, row=3, aspect=1.0), (1, 0, 0), atol=0.01)


def test_a_folder_without_photographs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no photographs"):
        load_photographs(0.3, tmp_path)
