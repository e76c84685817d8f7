from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.photographs import Library, Photograph
from svr_ros.synthesis.scene import NO_PHOTOGRAPHS, Material, TextureKind

DRAWS = (
    "brick", "cardboard", "carpet", "ceiling", "ceramic", "chrome", "concrete", "curtain", "fabric", "floor", "glass",
    "leather", "leaves", "linen", "metal", "mirror", "page", "plain", "plastic", "random", "screen", "spines", "stone",
    "thing", "tiles", "towel", "wallpaper", "wicker", "wood",
)  # fmt: skip


def _draw(name: str, palette: Palette) -> Material:
    return palette.materials[getattr(palette, name)()]


@pytest.mark.parametrize("name", DRAWS)
def test_every_draw_is_a_material_that_exists_in_nature(name: str) -> None:
    palette = Palette(Random(name))
    for _ in range(150):
        material = _draw(name, palette)
        assert material.texture in list(TextureKind)
        assert np.isfinite(material).all()
        assert 0 <= min(material[1:7]) <= max(material[1:7]) <= 1
        assert 0.5 <= material.scale <= 250
        assert 0 <= material.specular <= 1
        assert 0 <= material.mirror + material.clear <= 1
        assert material.emission == 0 or name == "screen"
        if material.texture == TextureKind.TILES:
            assert 0 <= material.p0 < 0.7
            assert material.p1 != 0


def test_pictures_and_rugs_know_their_size() -> None:
    palette = Palette(Random(2))
    sized = (TextureKind.RUG, TextureKind.LANDSCAPE, TextureKind.PORTRAIT, TextureKind.PAGE)
    rows = [palette.rug(0.9, 0.6) for _ in range(50)] + [palette.picture(0.9, 0.6) for _ in range(50)]
    found = [material for row in rows if (material := palette.materials[row]).texture in sized]
    assert len(found) > 30
    assert all((material.p0, material.p1) == (0.9, 0.6) for material in found)


def test_same_seed_gives_the_same_materials() -> None:
    first, second = Palette(Random(5)), Palette(Random(5))
    for name in DRAWS * 3:
        assert _draw(name, first) == _draw(name, second)


def test_pieces_of_a_room_share_their_woods() -> None:
    shared = []
    for seed in range(60):
        palette = Palette(Random(seed))
        rows = [palette.wood() for _ in range(8)]
        shared.append(len(set(rows)))
    assert 4.5 < np.mean(shared) < 6.5  # 0.4 of the pieces after the first take one that is there
    assert max(Counter(shared).values()) < 60


def test_some_things_are_of_any_colour_and_texture() -> None:
    unusual = 0
    for seed in range(1500):
        material = _draw("wallpaper", Palette(Random(seed)))
        unusual += material.texture in (TextureKind.WICKER, TextureKind.RUG, TextureKind.PAGE, TextureKind.SPINES)
    # Of 45 textures these 4 are never drawn for walls, but at random.
    assert unusual / 1500 == pytest.approx(0.06 * 4 / 45, rel=0.75)


def test_photographs_take_the_place_of_textures_when_there_are_some() -> None:
    table = {"fabric": (Photograph(3, 0.5), Photograph(7, 0.5)), "picture": (Photograph(9, 1.0),)}
    palette = Palette(Random(1), Library(NO_PHOTOGRAPHS, table, 0.5))
    for _ in range(60):
        palette.fabric()
        palette.picture(0.4, 0.3)
        palette.floor()  # there is none for floors
    photographs = [material for material in palette.materials if material.texture == TextureKind.PHOTOGRAPH]
    assert {material.p0 for material in photographs} == {3, 7, 9}
    assert {round(material.p1, 6) for material in photographs if material.p0 == 9} == {round(0.4 / 0.3, 6)}
    assert all(1.4 < material.scale < 2.9 for material in photographs if material.p0 != 9)
    without = Palette(Random(1), Library(NO_PHOTOGRAPHS, table, 0.0))
    assert all(_draw("fabric", without).texture != TextureKind.PHOTOGRAPH for _ in range(60))
