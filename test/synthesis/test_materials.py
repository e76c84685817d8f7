from __future__ import annotations

import numpy as np
import pytest

from svr_ros.synthesis.materials import noise, texture
from svr_ros.synthesis.scene import Material, TextureKind
from svr_ros.synthesis.world import World, pack_materials

NOTHING = np.zeros((1, 1))
FIRST, SECOND = (0.1, 0.5, 0.2), (0.6, 0.3, 0.8)


def _patch(kind: TextureKind, footprint: float = 0.001, offset: float = 3.7) -> np.ndarray:
    """Return the colours [40, 40, 3] of a metre of a material."""
    materials = pack_materials([Material(kind, *FIRST, *SECOND, scale=6.0, p0=0.05, p1=0.5, offset=offset)])
    world = World(NOTHING, materials, NOTHING, NOTHING[0])
    steps = np.linspace(-0.5, 0.5, 40)
    return np.array([[texture(world, 0, u, v, 0.0, footprint) for u in steps] for v in steps])


@pytest.mark.parametrize("kind", [kind for kind in TextureKind if kind not in (TextureKind.PRINT, TextureKind.SPINES)])
def test_patterns_mix_their_two_colours(kind: TextureKind) -> None:
    colors = _patch(kind)
    share = (colors - FIRST) / (np.array(SECOND) - FIRST)
    np.testing.assert_allclose(share, share[..., :1].repeat(3, -1), atol=1e-5)
    assert share.min() >= -1e-5
    assert share.max() <= 1 + 1e-5
    assert share.std() > 0.01


@pytest.mark.parametrize("kind", [TextureKind.PRINT, TextureKind.SPINES])
def test_prints_and_books_bring_colours_of_their_own(kind: TextureKind) -> None:
    colors = _patch(kind).reshape(-1, 3)
    assert 0 <= colors.min() < colors.max() < 1.3
    assert np.linalg.matrix_rank(np.cov(colors.T), tol=1e-4) == 3


@pytest.mark.parametrize("kind", [TextureKind.WEAVE, TextureKind.CARPET, TextureKind.WOOD])
def test_detail_that_a_pixel_does_not_resolve_fades(kind: TextureKind) -> None:
    near, far = (np.abs(np.diff(_patch(kind, footprint), axis=0)).mean() for footprint in (0.001, 0.3))
    assert far < 0.75 * near


def test_offset_gives_another_piece() -> None:
    assert np.abs(_patch(TextureKind.WOOD) - _patch(TextureKind.WOOD, offset=21.3)).mean() > 0.01


def test_noise_is_smooth_and_fills_its_range() -> None:
    points = np.random.default_rng(0).uniform(-20, 20, (4000, 3))
    values = np.array([noise(*point) for point in points])
    assert 0 <= values.min() < 0.15
    assert 0.85 < values.max() <= 1
    moved = np.array([noise(*point) for point in points + 1e-4])
    assert np.abs(moved - values).max() < 1e-3
    flat = np.array([noise(x, y, 2.0) for x, y, _ in points])
    lifted = np.array([noise(x, y, 2.0 + 1e-7) for x, y, _ in points])
    np.testing.assert_allclose(flat, lifted, atol=1e-5)
