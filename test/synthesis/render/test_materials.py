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

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray

from svr_ros.synthesis.render.materials import texture
from svr_ros.synthesis.render.world import World, pack_materials
from svr_ros.synthesis.scene import NO_PHOTOGRAPHS, Material
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import Parquet, from_columns

NOTHING = np.zeros((1, 1))
FIRST, SECOND = (0.1, 0.5, 0.2), (0.6, 0.3, 0.8)
PICTURES = (
    TextureKind.PRINT,
    TextureKind.SPINES,
    TextureKind.FLORAL,
    TextureKind.RUG,
    TextureKind.LANDSCAPE,
    TextureKind.PORTRAIT,
    TextureKind.ABSTRACT,
    TextureKind.PAGE,
)
PATTERNS = [kind for kind in TextureKind if kind not in (*PICTURES, TextureKind.PHOTOGRAPH)]
# The two parameters as the library draws them; 0.05 and 0.5 for the others.
PARAMETERS = {
    TextureKind.TILES: (0.03, 1.0),
    TextureKind.BRICKS: (0.05, 3.0),
    TextureKind.WOOD: (0.5, 0.3),
    TextureKind.PARQUET: (0.5, 0.0),
    TextureKind.FOLDS: (0.6, 0.0),
    TextureKind.SLATS: (0.2, 0.0),
    TextureKind.PLASTER: (0.4, 0.0),
    TextureKind.RUST: (0.4, 0.0),
}


@njit
def _fill(world: World, row: int, half: float, footprint: float, colors: NDArray[np.float64]) -> None:
    size = len(colors)
    for i in range(size):
        for j in range(size):
            u, v = ((j + 0.5) / size * 2 - 1) * half, (1 - (i + 0.5) / size * 2) * half
            u, v = 0.932 * u + 0.361 * v, 0.932 * v - 0.361 * u  # so that no pattern repeats with the grid
            colors[i, j, 0], colors[i, j, 1], colors[i, j, 2] = texture(world, row, u, v, 0.0, footprint)


def _patch(
    material: Material, footprint: float = 0.001, half: float = 0.5, photographs: NDArray[np.uint8] = NO_PHOTOGRAPHS
) -> NDArray[np.float64]:
    """Return the colours [120, 120, 3] of a turned square of a material, 2 x `half` metres wide."""
    colors = np.empty((120, 120, 3))
    world = World(NOTHING, pack_materials([material]), NOTHING, NOTHING[0], photographs)
    _fill(world, 0, half, footprint, colors)
    return colors


def _material(kind: TextureKind, offset: float = 3.7, scale: float = 6.0) -> Material:
    p0, p1 = PARAMETERS.get(kind, (0.05, 0.5))
    return Material(from_columns(kind, scale, p0, p1), FIRST, SECOND, offset=offset)


@pytest.mark.parametrize("kind", TextureKind)
def test_colours_are_reflectances_with_any_parameters(kind: TextureKind) -> None:
    rng = np.random.default_rng(int(kind))
    for _ in range(4):
        p0, p1 = rng.choice([0.0, 0.03, 0.5, 1.0, 2.7], 2)
        scale, offset, footprint = rng.uniform(0.3, 90), rng.uniform(0, 50), 10 ** rng.uniform(-4, 0.5)
        material = Material(
            from_columns(kind, scale, p0, p1), tuple(rng.random(3)), tuple(rng.random(3)), offset=offset
        )
        colors = _patch(material, footprint, 3.0)
        assert np.isfinite(colors).all()
        assert colors.min() >= 0
        assert colors.max() <= 1 + 1e-9


@pytest.mark.parametrize("kind", PATTERNS)
def test_patterns_mix_their_two_colours(kind: TextureKind) -> None:
    colors = _patch(_material(kind)).reshape(-1, 3)
    shares, *_ = np.linalg.lstsq(np.array([FIRST, SECOND]).T, colors.T, rcond=None)
    np.testing.assert_allclose(np.array([FIRST, SECOND]).T @ shares, colors.T, atol=1e-6)
    assert shares.min() > -1e-6
    assert colors.std(0).max() > 0.005


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_bring_colours_of_their_own(kind: TextureKind) -> None:
    patches = [
        _patch(Material(from_columns(kind, 6.0, 0.5, 0.5), FIRST, SECOND, offset=offset)) for offset in (3.7, 9.1, 20.2)
    ]
    assert np.linalg.matrix_rank(np.cov(np.concatenate(patches).reshape(-1, 3).T), tol=1e-4) == 3


@pytest.mark.parametrize("kind", PATTERNS)
def test_detail_that_a_pixel_does_not_resolve_fades_to_its_mean(kind: TextureKind) -> None:
    near, far = (_patch(_material(kind), footprint, 3.0) for footprint in (0.001, 0.6))
    np.testing.assert_allclose(far.mean((0, 1)), near.mean((0, 1)), rtol=0.08)
    assert np.abs(np.diff(far, axis=0)).mean() <= np.abs(np.diff(near, axis=0)).mean() + 1e-9


@pytest.mark.parametrize(
    "kind",
    [
        TextureKind.KNIT,
        TextureKind.WICKER,
        TextureKind.CARPET,
        TextureKind.MOSAIC,
        TextureKind.TWEED,
        TextureKind.SLATS,
    ],
)
def test_fine_patterns_are_gone_from_afar(kind: TextureKind) -> None:
    near, far = (_patch(_material(kind, scale=60.0), footprint, 1.0) for footprint in (0.001, 0.1))
    assert np.abs(np.diff(far, axis=0)).mean() < 0.35 * np.abs(np.diff(near, axis=0)).mean()


def test_offset_gives_another_piece() -> None:
    wood = TextureKind.WOOD
    assert np.abs(_patch(_material(wood)) - _patch(_material(wood, offset=21.3))).mean() > 0.01


def test_herringbone_boards_are_five_times_as_long_as_wide() -> None:
    material = Material(Parquet(10.0), FIRST, FIRST)
    joints = _patch(material, 0.0005, 1.0).sum(-1)
    share = (joints < 0.9 * np.median(joints)).mean()
    # Joints of 2.1 mm around boards of 0.1 by 0.5 m, each between two boards.
    assert share == pytest.approx(0.0021 * (0.1 + 0.5) / (0.1 * 0.5), rel=0.35)
