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

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera

K = np.array([[525.0, 0, 319.5], [0, 520.0, 239.5], [0, 0, 1]])
PLUMB_BOB = np.array([0.12, -0.25, 0.001, -0.002, 0.08])
RATIONAL = np.array([0.5, -0.1, 0.0005, -0.0003, 0.02, 0.8, -0.05, 0.03])
EQUIDISTANT = np.array([-0.02, 0.01, -0.004, 0.001])


@pytest.fixture
def rays() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.5, 0.5, (200, 2))


@pytest.mark.parametrize(
    "model, D", [("plumb_bob", np.zeros(5)), ("plumb_bob", PLUMB_BOB), ("rational_polynomial", RATIONAL)]
)
def test_project_agrees_with_opencv(model: str, D: np.ndarray, rays: np.ndarray) -> None:
    points = np.concatenate([rays, np.ones((len(rays), 1))], 1)
    expected, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), K, D)
    np.testing.assert_allclose(Camera(640, 480, K, model, D).project(rays), expected[:, 0], atol=1e-9)


def test_equidistant_projection_agrees_with_opencv(rays: np.ndarray) -> None:
    expected = cv2.fisheye.distortPoints(rays[:, None], K, EQUIDISTANT)
    np.testing.assert_allclose(Camera(640, 480, K, "equidistant", EQUIDISTANT).project(rays), expected[:, 0], atol=1e-8)


@pytest.mark.parametrize(
    "model, D",
    [("plumb_bob", ()), ("plumb_bob", PLUMB_BOB), ("rational_polynomial", RATIONAL), ("equidistant", EQUIDISTANT)],
)
def test_unproject_inverts_project(model: str, D: np.ndarray, rays: np.ndarray) -> None:
    camera = Camera(640, 480, K, model, D)
    np.testing.assert_allclose(camera.unproject(camera.project(rays)), rays, atol=1e-6)


@pytest.mark.parametrize("model, D", [("plumb_bob", PLUMB_BOB), ("rational_polynomial", RATIONAL)])
def test_unproject_agrees_with_opencv(model: str, D: np.ndarray, rays: np.ndarray) -> None:
    pixels = Camera(640, 480, K, model, D).project(rays / 2)
    expected = cv2.undistortPoints(pixels[:, None], K, D)  # five steps of a fixed-point iteration
    np.testing.assert_allclose(Camera(640, 480, K, model, D).unproject(pixels), expected[:, 0], atol=1e-4)


def test_equidistant_unprojection_agrees_with_opencv(rays: np.ndarray) -> None:
    camera = Camera(640, 480, K, "equidistant", EQUIDISTANT)
    pixels = camera.project(rays)
    expected = cv2.fisheye.undistortPoints(pixels[:, None], K, EQUIDISTANT)
    np.testing.assert_allclose(camera.unproject(pixels), expected[:, 0], atol=1e-6)


@pytest.mark.parametrize(
    "model, D", [("plumb_bob", PLUMB_BOB), ("rational_polynomial", RATIONAL), ("equidistant", EQUIDISTANT)]
)
def test_coefficients_that_are_filled_up_with_zeros_say_the_same(model: str, D: np.ndarray) -> None:
    """As drivers send them: 14 of OpenCV's for rational_polynomial, 5 for equidistant."""
    assert Camera(640, 480, K, model, [*D, *[0.0] * (14 - len(D))]) == Camera(640, 480, K, model, D)


FOLDING = [
    # The image radius grows up to r = 1 / sqrt(3 * 0.9), where 1 - 3 * 0.9 r^2 is zero.
    ("plumb_bob", (-0.9,), (1 / 2.7) ** 0.5),
    # 1 + 3 * 0.2 t - 5 * 0.4 t^2 is zero at t = (0.6 + sqrt(0.36 + 8)) / 4.
    ("plumb_bob", (0.2, -0.4), ((0.6 + 8.36**0.5) / 4) ** 0.5),
    # (1 + 3 * 0.1 t)(1 + 0.8 t) - 2 t (1 + 0.1 t) 0.8 = 1 - 0.5 t + 0.08 t^2 has no root, so that it never turns:
    ("rational_polynomial", (0.1, 0, 0, 0, 0, 0.8), np.inf),
    # whereas a denominator 1 - 0.5 t has a pole at r = sqrt(2), before which the image radius only grows.
    ("rational_polynomial", (0, 0, 0, 0, 0, -0.5), 2**0.5),
    # The angle's polynomial turns where 1 - 3 * 0.3 theta^2 is zero.
    ("equidistant", (-0.3,), np.tan((1 / 0.9) ** 0.5)),
]


@pytest.mark.parametrize("model, D, limit", FOLDING)
def test_points_beyond_the_fold_of_the_distortion_are_not_seen(model: str, D: tuple, limit: float) -> None:
    camera = Camera(640, 480, K, model, D)
    directions = np.array([(1.0, 0.0), (-0.6, 0.8), (0.0, -1.0)])
    reach = min(limit, 3.0)
    within = directions[:, None] * np.linspace(0.01, 0.98, 50)[:, None] * reach
    pixels = camera.project(within)
    assert np.isfinite(pixels).all()
    np.testing.assert_allclose(camera.unproject(pixels), within, atol=1e-5)
    radius = np.hypot(*np.moveaxis((pixels - K[:2, 2]) / (525, 520), -1, 0))
    assert (np.diff(radius) > 0).all()
    if np.isfinite(limit):
        assert np.isnan(camera.project(directions[:, None] * np.array([1.001, 1.3, 2.0, 9.0])[:, None] * limit)).all()


def test_pixels_that_no_point_reaches_have_no_ray() -> None:
    camera = Camera(640, 480, K, "plumb_bob", (-0.9, 0, 0.001, -0.001))
    largest = 2 / 3 * (1 / 2.7) ** 0.5 * 525  # pixels from the centre
    rays = camera.unproject([(319.5 + 0.97 * largest, 239.5), (319.5 + 1.03 * largest, 239.5), (0, 0)])
    assert np.isfinite(rays[0]).all() and np.isnan(rays[1:]).all()


def test_strong_distortion_is_inverted_as_opencv_applies_it() -> None:
    D = np.array([-0.32, 0.12, 0.002, -0.001, -0.02])
    pixels = np.random.default_rng(1).uniform((0, 0), (640, 480), (200, 2))
    rays = Camera(640, 480, K, "plumb_bob", D).unproject(pixels)
    points = np.concatenate([rays, np.ones((len(rays), 1))], 1)
    again, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), K, D)
    np.testing.assert_allclose(again[:, 0], pixels, atol=1e-6)


def test_field_of_view_reaches_the_image_edges() -> None:
    camera = Camera.from_hfov(640, 480, 1.0)
    left, right = camera.unproject([(-0.5, 239.5), (639.5, 239.5)])
    assert np.arctan(right[0]) - np.arctan(left[0]) == pytest.approx(1.0)
    assert camera.hfov == pytest.approx(1.0)


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((640, 480, np.diag([np.nan, 1, 1])), "nine finite numbers"),
        ((640, 480, np.diag([0.0, 500, 1])), "above zero"),
        ((640, 480, np.eye(4)), "nine finite numbers"),
        ((0, 480, K), "0 x 480"),
        ((640, 480, K, "thin_prism", [0.1]), "thin_prism"),
        ((640, 480, K, "equidistant", [0.1] * 5), "expected at most 4"),
        ((640, 480, K, "plumb_bob", [np.inf]), "finite"),
        ((640, 480, K, "plumb_bob", [0.1, -1e200]), "at most 1e[+]09"),
        ((640, 480, np.diag([1e300, 500, 1])), "at most 1e[+]09"),
        (
            (640, 480, K, "plumb_bob", [*PLUMB_BOB, 0, 0.1]),
            "plumb_bob distortion has 7 coefficients; expected at most 5",
        ),
    ],
)
def test_what_is_no_camera_is_refused_with_the_reason(arguments: tuple, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Camera(*arguments)


@pytest.mark.parametrize("hfov", [0.0, np.pi, -1.0])
def test_impossible_field_of_view_is_refused(hfov: float) -> None:
    with pytest.raises(InputError, match="field of view"):
        Camera.from_hfov(640, 480, hfov)


def test_camera_file_is_read(tmp_path) -> None:
    path = tmp_path / "camera.json"
    path.write_text(
        json.dumps(
            {
                "width": 640,
                "height": 480,
                "K": K.ravel().tolist(),
                "D": PLUMB_BOB.tolist(),
                "distortion_model": "plumb_bob",
            }
        )
    )
    assert Camera.from_file(path) == Camera(640, 480, K, "plumb_bob", PLUMB_BOB)


@pytest.mark.parametrize("text", ["no json", "[1, 2]", '{"width": 640}', '{"width": 640, "height": 480, "K": "wide"}'])
def test_broken_camera_file_is_named(tmp_path, text: str) -> None:
    path = tmp_path / "camera.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"camera\.json"):
        Camera.from_file(path)


def test_cameras_without_distortion_are_equal_whatever_their_model() -> None:
    K = np.diag([100.0, 100.0, 1.0])
    plain, others = (
        Camera(64, 48, K),
        [Camera(64, 48, K, model, [0.0] * n) for model, n in (("none", 0), ("plumb_bob", 5))],
    )
    assert all(other == plain and hash(other) == hash(plain) for other in others)
    assert Camera(64, 48, K, D=[0.1]) != Camera(64, 48, K, "equidistant", [0.1])
    assert Camera(64, 48, K, D=[0.1]) != plain


def test_subnormal_coefficients_are_no_distortion() -> None:
    camera = Camera(64, 48, np.diag([50.0, 50.0, 1.0]), "rational_polynomial", np.full(8, 5e-324))
    np.testing.assert_allclose(camera.unproject([10, 20]), [0.2, 0.4])


@pytest.mark.parametrize(
    "text",
    [
        '{"width": 1e400, "height": 4, "K": [5,0,1,0,5,1,0,0,1]}',
        '{"width": true, "height": 4, "K": [5,0,1,0,5,1,0,0,1]}',
        '{"width": 4.5, "height": 4, "K": [5,0,1,0,5,1,0,0,1]}',
        f'{{"width": 1{"0" * 400}, "height": 4, "K": [5,0,1,0,5,1,0,0,1]}}',
        f'{{"width": 1{"0" * 5000}, "height": 4, "K": [5,0,1,0,5,1,0,0,1]}}',
        "[" * 100_000,
        "7",
        "null",
        '{"width": 4, "height": 4, "K": {"a": 1}}',
        '{"width": 4, "height": 4, "K": [5,0,1,0,5,1,0,0,1], "D": [1], "distortion_model": []}',
    ],
)
def test_odd_camera_files_get_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "camera.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"camera\.json") as caught:
        Camera.from_file(path)
    assert len(str(caught.value)) < 500


def test_coefficients_near_zero_have_no_effect() -> None:
    camera = Camera(64, 48, np.array([[60, 0, 31.5], [0, 60, 23.5], [0, 0, 1]]), "plumb_bob", [5e-324] * 5)
    np.testing.assert_allclose(camera.unproject([[31.5, 23.5]]), [[0, 0]], atol=1e-12)


@pytest.mark.parametrize(
    ("K", "sentence"),
    [
        ([518, 0, 0, 0, 519, 0, 325, 253, 1], "expected fx s cx, 0 fy cy, 0 0 1, row by row"),
        ([518, 0, 325, 50000, 519, 253, 0, 0, 1], "expected fx s cx, 0 fy cy, 0 0 1, row by row"),
        ([518, 0, 325, 0, 519, 253, 0, 0, 0], "expected fx s cx, 0 fy cy, 0 0 1, row by row"),
        ([0.8, 0, 0.5, 0, 1.1, 0.5, 0, 0, 1], "expected at least a hundredth of that"),
        ([1e-300, 0, 0, 0, 1, 0, 0, 0, 1], "expected at least a hundredth of that"),
    ],
)
def test_matrix_that_is_transposed_or_not_in_pixels_is_refused(K: list[float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Camera(640, 480, np.array(K))


@pytest.mark.filterwarnings("error")
def test_extreme_distortion_causes_no_warnings() -> None:
    camera = Camera(64, 48, np.array([40, 0, 32, 0, 40, 24, 0, 0, 1.0]), "rational_polynomial", np.full(8, 0.1))
    camera.unproject(camera.project(np.array([[0.1, 0.1], [1e30, 1e60]])))
