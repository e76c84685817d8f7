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

"""Typed textures: columns that the kernels read, and back."""

from __future__ import annotations

import pytest

from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import PLAIN, Pattern, Stripes, Tiles, from_columns


@pytest.mark.parametrize("kind", TextureKind)
def test_a_texture_survives_its_columns(kind: TextureKind) -> None:
    texture = from_columns(kind, 3.5, 1.0, -2.0)
    assert texture.columns[:2] == (kind, 3.5)
    assert from_columns(TextureKind(texture.columns[0]), *texture.columns[1:]) == texture


def test_parameters_are_in_the_columns_that_the_kernels_read() -> None:
    assert Stripes(4.0, fraction=0.3, phase=0.1).columns == (TextureKind.STRIPES, 4.0, 0.1, 0.3)
    assert Tiles(2.0, 0.02, 3.0, shifted=True).columns == (TextureKind.TILES, 2.0, 0.02, -3.0)
    assert Tiles(2.0, 0.02, 3.0).columns == (TextureKind.TILES, 2.0, 0.02, 3.0)


def test_textures_of_two_types_differ_even_if_their_numbers_agree() -> None:
    assert Pattern(TextureKind.KNIT, 4.0) != Pattern(TextureKind.LOOPS, 4.0)
    assert Pattern(TextureKind.PLAIN, 1.0) == PLAIN
