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

"""Known geometry in the canonical view."""

import math

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.known import DepthNoise, KnownGeometry, ground_plane
from svr_ros.geometry.known_view import warp_known
from svr_ros.geometry.view import CanonicalView, canonical_rays

SIZE = 64
CAMERA = Camera.from_hfov(160, 120, math.radians(90))


@pytest.fixture(scope="module")
def view() -> CanonicalView:
    return CanonicalView(CAMERA, WIDE, SIZE)


def test_depth_is_never_mixed_across_an_edge(view: CanonicalView) -> None:
    depth = np.full((120, 160), 4.0, np.float32)
    depth[:, 70:] = 1.5
    warped = warp_known(KnownGeometry(depth), view).depth
    assert set(np.unique(warped[np.isfinite(warped)])) == {np.float32(1.5), np.float32(4.0)}
    assert np.isfinite(warped).mean() == pytest.approx(view.valid.mean())


def test_sparse_points_stay_and_the_nearest_in_a_pixel_wins() -> None:
    camera = Camera.from_hfov(1280, 960, math.radians(90))
    view = CanonicalView(camera, WIDE, SIZE)
    depth = np.full((960, 1280), np.nan, np.float32)
    # About 14 pixels of the camera fall into one of the view along each axis.
    column, row = np.round(camera.project(view.canonical.unproject((40, 20)))).astype(int)
    depth[row + 3, column], depth[row + 3, column + 2], depth[row - 60, column] = 3.0, 2.0, 5.0
    known = warp_known(KnownGeometry(depth, DepthNoise(0, 0.1, 0)), view)
    assert known.depth[20, 40] == 2.0 and sorted(known.depth[known.measured]) == [2.0, 5.0]
    np.testing.assert_allclose(known.sigma[known.measured], known.depth[known.measured] / 10, rtol=1e-5)


@pytest.mark.parametrize("as_image", [False, True])
def test_stated_sigma_is_kept(view: CanonicalView, as_image: bool) -> None:
    depth = np.full((120, 160), 2.0, np.float32)
    depth[:, :80] = np.nan
    sigma = np.full(depth.shape, 0.03, np.float32) if as_image else 0.03
    known = warp_known(KnownGeometry(depth, sigma), view)
    assert known.measured.any() and not known.measured.all()
    np.testing.assert_allclose(known.sigma[known.measured], 0.03, rtol=1e-6)
    assert np.isnan(known.sigma[~known.measured]).all()


def test_ground_is_where_the_rays_meet_it(view: CanonicalView) -> None:
    known = warp_known(KnownGeometry(ground=ground_plane(1.0)), view)
    assert known.ground is not None and not known.measured.any()
    y = canonical_rays(view.canonical)[..., 1]
    np.testing.assert_allclose(known.ground[y > 0.01], 1 / y[y > 0.01], rtol=1e-5)
    assert np.isnan(known.ground[y < 0]).all()


def test_depth_image_of_another_size_is_refused(view: CanonicalView) -> None:
    with pytest.raises(InputError, match="6 x 4 pixels"):
        warp_known(KnownGeometry(np.ones((4, 6), np.float32)), view)
