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

"""Reconstruction with known geometry: right answers, and bad inputs."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import KnownGeometry, ground_plane
from svr_ros.inference.reconstruction import Reconstruction, Source
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import random_weights
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import ModelConfig, SceneConfig

CONFIG = replace(ModelConfig(), image_size=128, resolution=64, scene=SceneConfig(grid=8))
CAMERA = Camera.from_hfov(160, 120, math.radians(60))
IMAGE = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)


@pytest.fixture(scope="module")
def reconstructor() -> Reconstructor:
    return Reconstructor(random_weights(CONFIG), "cpu")


@pytest.fixture(scope="module")
def alone(reconstructor: Reconstructor) -> Reconstruction:
    return reconstructor.reconstruct(IMAGE, CAMERA)


def depth_of(value: float) -> np.ndarray:
    return np.full((120, 160), value, np.float32)


def assert_same(first: Reconstruction, second: Reconstruction) -> None:
    for name in ("depth", "pixel_labels", "normals", "tsdf", "labels", "confidence"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, -np.inf])
def test_depth_image_without_depth_is_as_none(
    reconstructor: Reconstructor, alone: Reconstruction, value: float
) -> None:
    scene = reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth_of(value)))
    assert_same(scene, alone)
    assert scene.measured is None and set(np.unique(scene.pixel_source)) == {Source.SEEN, UNOBSERVED}


def test_measured_depth_is_published_and_the_visible_surface_follows_it(reconstructor: Reconstructor) -> None:
    depth = depth_of(2.0)
    depth[:, 80:] = 1.2
    depth[40:60, 20:50] = np.nan
    depth[70, 30], depth[71, 30], depth[72, 30] = 65535, -3, np.inf
    scene = reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth, 0.01))
    assert scene.measured is not None and scene.measured.mean() > 0.4
    source = scene.source_image()
    assert (source[45:55, 25:45] == Source.SEEN).all() and source[80, 100] == Source.MEASURED
    published, measured = scene.depth_image(), source == Source.MEASURED
    # A pixel of the camera takes the depth of a canonical pixel, which may lie on the other side of the edge.
    agrees = np.abs(published - depth)[measured] < 0.005
    assert agrees.mean() > 0.97
    visible = scene.visible_points()
    column, row = np.round(CAMERA.project(visible.points[:, :2] / visible.points[:, 2:])).astype(int).T
    inside = (column > 2) & (column < 157) & (row > 2) & (row < 117)
    # Compare away from edges and holes: a column of the volume is wider than a pixel.
    clear = np.isfinite(np.where(source == Source.MEASURED, depth, np.nan))
    clear = cv2.erode(clear.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    clear[:, 75:85] = False
    away = inside & clear[row.clip(0, 119), column.clip(0, 159)]
    error = np.abs(visible.points[away, 2] - depth[row[away], column[away]])
    assert away.sum() > 500 and error.max() < 0.02


def test_voxels_are_measured_seen_or_guessed(reconstructor: Reconstructor, alone: Reconstruction) -> None:
    depth = depth_of(2.0)
    depth[:, :80] = np.nan
    scene = reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth))
    source = scene.voxel_source
    assert source.shape == scene.tsdf.shape and set(np.unique(source)) == {*map(int, Source), UNOBSERVED}
    assert (source[scene.occluded & (source != UNOBSERVED)] == Source.GUESSED).all()
    free = np.broadcast_to((source == Source.MEASURED), source.shape) & (scene.tsdf <= 0)
    slices = scene.frustum.depth_of_slice((np.arange(64) + 0.5) / 64)
    assert not (free & (slices < 1.85)[:, None, None]).any()  # measured free space is never occupied
    assert set(np.unique(alone.voxel_source)) <= {Source.GUESSED, Source.SEEN, UNOBSERVED}


def test_sparse_points_are_measured_pixels(reconstructor: Reconstructor) -> None:
    depth = depth_of(np.nan)
    depth[60, 80], depth[30, 40] = 2.0, 3.0
    scene = reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth, 0.01))
    assert scene.measured is not None and scene.measured.sum() == 2
    np.testing.assert_allclose(sorted(scene.depth[scene.measured]), [2.0, 3.0], rtol=1e-4)


def test_untrained_ground_changes_nothing_and_is_no_measurement(
    reconstructor: Reconstructor, alone: Reconstruction
) -> None:
    scene = reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(ground=ground_plane(1.2, 0.3)))
    np.testing.assert_allclose(scene.depth, alone.depth, rtol=1e-3)
    assert scene.measured is not None and not scene.measured.any()


@pytest.mark.parametrize("factor", [0.01, 1.0, 700.0])
def test_depth_of_unknown_scale_takes_that_of_the_image(
    reconstructor: Reconstructor, alone: Reconstruction, factor: float
) -> None:
    # What the network predicts by itself, in another unit, must come back in metres.
    depth = alone.depth_image() * np.float32(factor)
    scene = reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth, depth_scale="unknown"))
    ratio = scene.depth_image() / alone.depth_image()
    assert np.nanmedian(ratio) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: KnownGeometry(depth_of(2000.0)), "in millimetres"),
        (lambda: KnownGeometry(np.full((120, 160), 2000, np.uint16)), "expected metres as floating point"),
        (
            lambda: KnownGeometry(np.ones((60, 80), np.float32)),
            "80 x 60 pixels; expected those of the image, 160 x 120",
        ),
        (lambda: KnownGeometry(ground=Plane(np.array([0, 1.0, 0]), 1.2)), "lies above the camera"),
        (lambda: KnownGeometry(ground=ground_plane(-1.2)), "height above the ground is -1.2 m"),
    ],
    ids=["millimetres", "integers", "another size", "ground above", "below the ground"],
)
def test_bad_input_gets_one_sentence(reconstructor: Reconstructor, make, said: str) -> None:
    with pytest.raises(InputError, match=said):
        reconstructor.reconstruct(IMAGE, CAMERA, known=make())


def test_reconstructor_goes_on_after_bad_input(reconstructor: Reconstructor, alone: Reconstruction) -> None:
    with pytest.raises(InputError):
        reconstructor.reconstruct(IMAGE, CAMERA, known=KnownGeometry(np.ones((60, 80), np.float32)))
    assert_same(reconstructor.reconstruct(IMAGE, CAMERA), alone)


def test_weights_without_known_geometry_say_so() -> None:
    pixels = replace(CONFIG.pixels, known=False)
    plain = Reconstructor(random_weights(replace(CONFIG, pixels=pixels)), "cpu")
    with pytest.raises(InputError, match="do not use the ground"):
        plain.reconstruct(IMAGE, CAMERA, known=KnownGeometry(ground=ground_plane(1.2)))
    # Measured depth is fused with the prediction all the same
    room = plain.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth_of(2.0)))
    assert room.measured is not None and room.measured.any()
    np.testing.assert_allclose(room.depth[room.measured], 2.0, rtol=1e-3)
    assert plain.reconstruct(IMAGE, CAMERA, known=KnownGeometry(depth_of(np.nan))).measured is None
