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

import numpy as np
import pytest
from scipy import ndimage

from svr_ros.errors import InputError
from svr_ros.geometry.visibility import Visibility, VisibilityConfig, VisibilityGrid, classify_visibility

FREE, SURFACE, HIDDEN, BACK, NOTHING = (
    Visibility.VISIBLE_FREE,
    Visibility.VISIBLE_SURFACE,
    Visibility.OCCLUDED_FREE,
    Visibility.OCCLUDED_SURFACE,
    Visibility.UNREACHABLE,
)
REACH = 150 / 256


def scene(side: int, *solids: tuple[slice, slice, slice]) -> np.ndarray:
    """Return free space with solids given in sixty-fourths of the side, [depth, row, column]."""
    tsdf = np.ones((side,) * 3, np.float32)
    for solid in solids:
        tsdf[tuple(slice(part.start * side // 64, part.stop * side // 64) for part in solid)] = -1
    return tsdf


def box_in_a_room(side: int) -> np.ndarray:
    """Return a box 24 deep in the middle of a room whose back wall begins at 56 (sixty-fourths)."""
    box = slice(12, 36), slice(20, 44), slice(20, 44)
    return scene(side, box, (slice(56, 64), slice(0, 64), slice(0, 64)))


@pytest.mark.parametrize(
    ("depth", "row", "column", "kind"),
    [
        (0, 32, 32, FREE),
        (3, 32, 32, FREE),
        (4, 32, 32, SURFACE),  # 32 / 256 of 64 before the box
        (12, 32, 32, SURFACE),  # its front face
        (16, 32, 32, SURFACE),  # 16 / 256 behind that
        (17, 32, 32, NOTHING),  # inside, far from every face
        (26, 32, 32, NOTHING),
        (27, 32, 32, BACK),  # the band before its back face, in the box
        (35, 32, 32, BACK),  # its back face
        (39, 32, 32, BACK),
        (40, 32, 32, HIDDEN),  # behind it
        (47, 32, 32, HIDDEN),
        (48, 32, 32, BACK),  # the room's wall behind the box
        (56, 32, 32, BACK),
        (60, 32, 32, BACK),
        (61, 32, 32, NOTHING),  # beyond the wall
        (61, 4, 4, NOTHING),
        (56, 4, 4, SURFACE),  # the wall beside the box
        (48, 4, 4, SURFACE),
        (47, 4, 4, FREE),
        (26, 32, 43, BACK),  # the side face
        (26, 32, 47, BACK),  # the ball around it ends 16 / 256 beside it
        (26, 32, 48, FREE),
        (12, 32, 47, SURFACE),  # the ball around the front's edge
        (12, 32, 48, FREE),
    ],
)
def test_box_in_a_room(depth: int, row: int, column: int, kind: Visibility) -> None:
    assert classify_visibility(box_in_a_room(64)).category[depth, row, column] == kind


def test_distance_behind_a_box_is_that_to_its_nearest_side() -> None:
    visibility = classify_visibility(box_in_a_room(64))
    assert visibility.distance[44, 32, 32] == pytest.approx(12 / (REACH * 64))
    assert visibility.distance[44, 24, 30] == pytest.approx(5 / (REACH * 64))
    assert visibility.distance[44, 4, 4] == 0 and visibility.distance[26, 32, 32] == 0


def test_nothing_behind_a_closed_wall_is_reached() -> None:
    category = classify_visibility(scene(64, (slice(24, 28), slice(0, 64), slice(0, 64)))).category
    assert (category[:16] == FREE).all() and (category[16:29] == SURFACE).all() and (category[29:] == NOTHING).all()


def test_fill_goes_through_a_hole_as_far_as_it_reaches() -> None:
    tsdf = scene(64, (slice(24, 28), slice(0, 64), slice(0, 64)))
    tsdf[:, 30:34, 30:34] = 1
    visibility = classify_visibility(tsdf)
    assert visibility.category[50, 32, 32] == FREE
    assert visibility.category[50, 32, 10] == HIDDEN and visibility.distance[50, 32, 10] == pytest.approx(20 / 37.5)
    assert visibility.category[50, 10, 13] == HIDDEN and visibility.distance[50, 10, 13] == pytest.approx(37 / 37.5)
    assert visibility.category[50, 10, 12] == NOTHING and visibility.distance[50, 10, 12] == 0
    assert visibility.category[27 + 4, 32, 20] == BACK, "the wall's back is met by the fill"


def test_fill_does_not_pass_along_an_edge() -> None:
    tsdf = np.ones((8, 8, 8), np.float32)
    tsdf[4:, :4] = tsdf[:4, 4:] = -1  # free space behind touches visible space along one edge only
    category = classify_visibility(tsdf, VisibilityConfig(before=0, behind=0, radius=0)).category
    assert (category[:4, :4] == FREE).all() and (category[4:, 4:] == NOTHING).all()


def test_empty_scene_is_visible() -> None:
    visibility = classify_visibility(np.ones((16, 16, 16), np.float32))
    assert (visibility.category == FREE).all() and not visibility.distance.any()
    assert visibility.category.dtype == np.uint8 and visibility.distance.dtype == np.float32


@pytest.mark.parametrize("value", [-1.0, 0.0, np.nan])
def test_scene_that_is_solid_at_once(value: float) -> None:
    visibility = classify_visibility(np.full((32, 32, 32), value, np.float32))
    assert (
        (visibility.category[:3] == SURFACE).all()
        and (visibility.category[3:] == NOTHING).all()
        and not visibility.distance.any()
    )


def test_categories_do_not_depend_on_the_resolution() -> None:
    coarse, fine = classify_visibility(box_in_a_room(64)), classify_visibility(box_in_a_room(128))
    # Away from borders between categories, where half a voxel decides.
    even = ndimage.minimum_filter(coarse.category, 3) == ndimage.maximum_filter(coarse.category, 3)
    assert even.mean() > 0.5
    for kind in Visibility:
        assert (even & (coarse.category == kind)).any()
    for part in np.ndindex(2, 2, 2):
        child = tuple(slice(start, None, 2) for start in part)
        assert (fine.category[child] == coarse.category)[even].all()
        hidden = even & (coarse.category == HIDDEN)
        assert np.abs(fine.distance[child] - coarse.distance)[hidden].max() < 2 / (REACH * 64)


def reference(tsdf: np.ndarray, config: VisibilityConfig) -> VisibilityGrid:
    """Return the visibility by a library's dilations and distance transform."""
    side = len(tsdf)
    free = tsdf > 0
    seen = np.logical_and.accumulate(free, 0)
    first = ~free & np.concatenate([np.ones((1, side, side), bool), seen[:-1]])
    filled, distance = seen, np.zeros(tsdf.shape)
    for step in range(1, int(config.max_distance * side) + 1):
        grown = ndimage.binary_dilation(filled, mask=free)
        distance[grown & ~filled] = step / (config.max_distance * side)
        filled = grown
    met = ndimage.binary_dilation(filled) & ~free & ~first
    kind = np.where(seen, FREE, np.where(filled, HIDDEN, NOTHING))
    for core, surface in ((met, BACK), (first, SURFACE)):
        if core.any():
            kind[ndimage.distance_transform_edt(~core) <= config.radius * side] = surface
        depth, row, column = np.nonzero(core)
        for shift in range(-int(config.before * side), int(config.behind * side) + 1):
            inside = (depth + shift >= 0) & (depth + shift < side)
            kind[depth[inside] + shift, row[inside], column[inside]] = surface
    return VisibilityGrid(kind.astype(np.uint8), distance.astype(np.float32))


@pytest.mark.parametrize("seed", range(6))
def test_kernels_agree_with_a_library_on_random_grids(seed: int) -> None:
    rng = np.random.default_rng(seed)
    side = int(rng.integers(9, 30))
    noise = ndimage.gaussian_filter(rng.standard_normal((side,) * 3), rng.uniform(0.5, 2))
    tsdf = (noise - np.quantile(noise, rng.uniform(0.1, 0.3))).astype(np.float32)
    config = VisibilityConfig(*rng.uniform(0, 0.12, 3), max_distance=rng.uniform(1, 8) / side)
    visibility, expected = classify_visibility(tsdf, config), reference(tsdf, config)
    assert len(np.unique(expected.category[expected.category != NOTHING])) == 4
    np.testing.assert_array_equal(visibility.category, expected.category)
    np.testing.assert_allclose(visibility.distance, expected.distance, rtol=1e-6)


def test_order_in_memory_does_not_matter() -> None:
    tsdf = box_in_a_room(64)
    visibility = classify_visibility(tsdf)
    for same in (np.asfortranarray(tsdf), np.ascontiguousarray(tsdf[:, ::-1])[:, ::-1]):
        for expected, given in zip(visibility, classify_visibility(same), strict=True):
            np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 9), (0, 0, 0)])
def test_other_shapes_than_cubes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="expected a cube"):
        classify_visibility(np.ones(shape, np.float32))


@pytest.mark.parametrize("wrong", [{"before": -0.1}, {"radius": np.inf}, {"behind": np.nan}, {"max_distance": 0.0}])
def test_impossible_lengths_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="max_distance of visibility"):
        VisibilityConfig(**wrong)
