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

"""Known geometry of an image from messages: right answers, and what cannot be used."""

import array
import math

import numpy as np
import pytest

pytest.importorskip("rclpy")

from sensor_msgs.msg import Image, PointCloud2, PointField
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.known import ground_plane
from svr_ros.ros.convert import calibration
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.known_geometry import GeometryDecoder, Observations
from svr_ros.ros.convert.pixel_images import depth_to_image
from svr_ros.ros.parameters import Settings

CAMERA = Camera.from_hfov(64, 48, math.radians(60))
DEPTH_CAMERA = Camera.from_hfov(80, 60, math.radians(75))
SETTINGS = Settings(use_depth=True, use_points=True)
OPTICAL = np.array([[0, -1, 0], [0, 0, -1], [1, 0, 0]], float)
"""Rotation from x ahead, y left, z up to x right, y down, z ahead."""


class Frames:
    """Transforms to the camera's frame; the whole robot moves by `speed` metres per second along the camera's x."""

    def __init__(self, speed=0.0, **camera_from):
        self.camera_from, self.speed = camera_from, speed

    def lookup(self, target, source, fixed_frame=""):
        if source.frame_id not in self.camera_from:
            raise InputError(f"no transform from {source.frame_id!r} to {target.frame_id!r}")
        moved = self.camera_from[source.frame_id].copy()
        if fixed_frame:
            seconds = (source.stamp.sec - target.stamp.sec) + 1e-9 * (source.stamp.nanosec - target.stamp.nanosec)
            moved[0, 3] += self.speed * seconds
        return moved


def header(frame, millisecond=0):
    made = Header(frame_id=frame)
    made.stamp.sec, made.stamp.nanosec = 5, millisecond * 10**6
    return made


IMAGE = CameraImage(
    np.zeros((48, 64, 3), np.uint8), CAMERA, calibration.info_from_camera(CAMERA), header("camera"), "rgb8"
)


def depth_message(depth, frame="camera", millisecond=0):
    return depth_to_image(np.asarray(depth, np.float32), header(frame, millisecond))


def cloud(points, frame="camera"):
    data = np.ascontiguousarray(points, np.float32)
    fields = [PointField(name=n, offset=4 * i, datatype=PointField.FLOAT32, count=1) for i, n in enumerate("xyz")]
    message = PointCloud2(header=header(frame), height=1, width=len(data), fields=fields, point_step=12)
    message.row_step, message.data = 12 * len(data), array.array("B", data.tobytes())
    return message


def decode(depth=None, points=None, ground="", info=None, settings=SETTINGS, speed=0.0, **frames):
    decoder = GeometryDecoder("/depth/image_raw", "/depth/camera_info", Frames(speed, **frames))
    if info is not None:
        message = calibration.info_from_camera(info[0])
        message.header.frame_id = info[1]
        decoder.add_info(message)
    return decoder.decode(IMAGE, Observations(depth, points), ground, settings)


def wall(camera, distance):
    return np.full((camera.height, camera.width), distance, np.float32)


@pytest.mark.parametrize("info", [None, (CAMERA, "camera"), (CAMERA, "/camera")])
def test_aligned_depth_is_taken_as_it_is(info):
    depth = wall(CAMERA, 2)
    depth[3, 4], depth[5, 6], depth[7, 8], depth[9, 10] = np.nan, -1, np.inf, 700
    found = decode(depth_message(depth), info=info)
    depth[3, 4] = depth[5, 6] = depth[7, 8] = depth[9, 10] = np.nan
    np.testing.assert_array_equal(found.known.depth, depth)
    assert not found.problems and found.known.depth_scale == "metric"


def test_millimetres_are_converted():
    message = Image(header=header("camera"), width=64, height=48, encoding="16UC1", step=128)
    message.data = array.array("B", np.full((48, 64), 1500, "<u2").tobytes())
    np.testing.assert_allclose(decode(message).known.depth, 1.5)


def test_depth_of_another_frame_is_registered():
    """The depth camera is 0.2 m behind the camera: a wall 3 m before it is 2.8 m before the camera."""
    move = rigid.pose(np.eye(3), [0.05, 0, -0.2])
    found = decode(depth_message(wall(DEPTH_CAMERA, 3), "other"), info=(DEPTH_CAMERA, "other"), other=move)
    assert not found.problems
    depth = found.known.depth
    assert np.isfinite(depth).mean() > 0.95
    np.testing.assert_allclose(depth[np.isfinite(depth)], 2.8, rtol=1e-5)


def test_depth_of_another_size_in_the_same_frame_is_resampled_by_its_calibration():
    found = decode(depth_message(wall(DEPTH_CAMERA, 3)), info=(DEPTH_CAMERA, "camera"))
    assert not found.problems and np.isfinite(found.known.depth).mean() > 0.95


def test_motion_between_the_stamps_is_compensated_in_the_odometry_frame():
    """The camera moves to the right at 1 m/s: what it measures 100 ms later lay 0.1 m further right before."""
    edge = wall(CAMERA, 2.0)
    edge[:, :32] = 1.0
    settings = Settings(use_depth=True, odometry_frame="odom")
    moved = decode(depth_message(edge, millisecond=-0), info=(CAMERA, "camera"), settings=settings, camera=np.eye(4))
    np.testing.assert_array_equal(moved.known.depth, edge)
    later = depth_message(edge, millisecond=100)
    moved = decode(later, info=(CAMERA, "camera"), settings=settings, speed=1.0, camera=np.eye(4))
    shift = round(0.1 * CAMERA.K[0, 0] / 1.0)
    assert shift == 6 and (moved.known.depth[10, 6 : 32 + shift - 1] == 1.0).all()
    alone = decode(later, info=(CAMERA, "camera"), speed=1.0, camera=np.eye(4))
    np.testing.assert_array_equal(alone.known.depth, edge)


def test_points_become_sparse_depth():
    points = [[0, 0, 2], [0, 0, 3], [0.5, 0, 1.5], [0, 0, -2], [np.nan, 0, 2], [9, 0, 1]]
    found = decode(points=cloud(points))
    assert not found.problems
    assert sorted(found.known.depth[np.isfinite(found.known.depth)]) == [1.5, 2.0]
    assert found.known.sigma == 0.02


def test_points_of_a_lidar_are_transformed():
    lidar = rigid.pose(OPTICAL, [0, -0.3, 0.1])
    found = decode(points=cloud([[2.9, 0, 0.3]], "lidar"), lidar=lidar)
    [at] = np.argwhere(np.isfinite(found.known.depth))
    assert found.known.depth[tuple(at)] == pytest.approx(3.0)
    np.testing.assert_allclose(at, (CAMERA.project(np.array([[0, -0.2]]))[0])[::-1], atol=0.51)


def test_points_fill_holes_and_give_depth_of_unknown_scale_theirs():
    depth = wall(CAMERA, 0.2)
    depth[:, :32] = np.nan
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 15), np.linspace(-0.7, 0.7, 15)), -1).reshape(-1, 2)
    points = np.column_stack([grid, np.full(len(grid), 2.0)])
    settings = Settings(use_depth=True, use_points=True, depth_scale="unknown")
    found = decode(depth_message(depth), cloud(points), settings=settings)
    assert not found.problems and found.known.depth_scale == "metric"
    np.testing.assert_allclose(found.known.depth[np.isfinite(found.known.depth)], 2.0, rtol=1e-5)
    assert np.isfinite(found.known.depth[:, :32]).any()
    # Without their depth, points are metric: depth_scale is about depth
    assert decode(points=cloud(points), settings=settings).known.depth_scale == "metric"
    slam = Settings(use_points=True, depth_scale="unknown")
    assert decode(points=cloud(points), settings=slam).known.depth_scale == "unknown"


def test_noise_grows_with_depth_as_the_parameter_says():
    settings = Settings(use_depth=True, depth_relative_noise=0.1)
    sigma = decode(depth_message(wall(CAMERA, 2)), settings=settings).known.sigma_image()
    np.testing.assert_allclose(sigma, math.sqrt(0.005**2 + 0.2**2 + 0.008**2), rtol=1e-5)


def test_ground_is_the_plane_of_its_frame():
    """The camera is 1.2 m above the frame's z = 0 and looks down by 0.3 rad."""
    pitch = 0.3
    turn = np.array([[math.cos(pitch), 0, math.sin(pitch)], [0, 1, 0], [-math.sin(pitch), 0, math.cos(pitch)]])
    base_from_camera = rigid.pose(turn @ OPTICAL.T, [0.1, 0.4, 1.2])
    found = decode(ground="base", base=rigid.inverse(base_from_camera))
    expected = ground_plane(1.2, pitch)
    np.testing.assert_allclose(found.known.ground.normal, expected.normal, atol=1e-12)
    assert found.known.ground.height == pytest.approx(1.2) and found.known.depth is None and not found.problems


def test_nothing_is_known_of_nothing():
    found = decode()
    assert found.known is None and not found.problems


BEHIND = [[0, 0, -1], [0.1, 0, -3], [np.nan, 0, 1], [0, np.inf, 1]]
UPSIDE_DOWN = rigid.pose(np.diag([1.0, -1, -1]) @ OPTICAL, [0, -1.0, 0])
UNKNOWN = Settings(use_depth=True, depth_scale="unknown")
BAD = {
    "all zero": (
        {"depth": depth_message(wall(CAMERA, 0))},
        "depth image has no measurement in its 64 x 48 pixels; expected some that are neither zero",
    ),
    "metres as millimetres": (
        {"depth": depth_message(wall(CAMERA, 1800))},
        "depth has a median of 1.8e+03 m; expected metres of a room (is it in millimetres?)",
    ),
    "millimetres as metres": (
        {"depth": depth_message(wall(CAMERA, 0.0018))},
        "depth has a median of 0.0018 m; expected metres of a room (is it in another unit?)",
    ),
    "another size": (
        {"depth": depth_message(wall(DEPTH_CAMERA, 2))},
        "depth image is 80 x 60 pixels and the image 64 x 48; expected the same size, or the CameraInfo of the depth "
        "image on /depth/camera_info",
    ),
    "another size than its calibration": (
        {"depth": depth_message(wall(CAMERA, 2), "depth"), "info": (DEPTH_CAMERA, "depth"), "frames": ["depth"]},
        "the depth image has 64 x 48 pixels; expected those of its camera_info, 80 x 60",
    ),
    "another frame without tf": (
        {"depth": depth_message(wall(DEPTH_CAMERA, 2), "depth"), "info": (DEPTH_CAMERA, "depth")},
        "no transform from 'depth' to 'camera'",
    ),
    "another frame without calibration": (
        {"depth": depth_message(wall(CAMERA, 2), "depth"), "frames": ["depth"]},
        "depth image is of frame 'depth' and the image of 'camera', and there is no CameraInfo on /depth/camera_info; "
        "expected one for the depth image, or depth in the frame of the image",
    ),
    "another frame and unknown scale": (
        {
            "depth": depth_message(wall(DEPTH_CAMERA, 2), "depth"),
            "info": (DEPTH_CAMERA, "depth"),
            "frames": ["depth"],
            "settings": UNKNOWN,
        },
        "depth image is of frame 'depth' and the image of 'camera', and depth_scale is unknown; expected the same",
    ),
    "another view": (
        {"depth": depth_message(wall(DEPTH_CAMERA, 2), "rear"), "info": (DEPTH_CAMERA, "rear"), "frames": ["rear"]},
        "depth image is of frame 'rear' and the image of 'camera', and nothing of it is in view of the image",
    ),
    "uncalibrated": (
        {"depth": depth_message(wall(CAMERA, 2)), "info": (None, "camera")},
        "CameraInfo on /depth/camera_info has a K of zeros: the depth camera is not calibrated",
    ),
    "points behind the camera": (
        {"points": cloud(BEHIND)},
        "cloud of 4 points in frame 'camera' has none in view of the image; expected points before the camera",
    ),
    "no points": ({"points": cloud(np.zeros((0, 3)))}, "cloud of 0 points in frame 'camera' has none in view"),
    "points without tf": ({"points": cloud([[1, 0, 0]], "lidar")}, "no transform from 'lidar' to 'camera'"),
    "points in millimetres": (
        {"points": cloud([[0, 0, 1500], [1, 1, 1500]])},
        "depth has a median of 1.5e+03 m; expected metres of a room (is it in millimetres?)",
    ),
    "cloud without z": (
        {"points": PointCloud2(header=header("camera"))},
        "cloud has the fields '' and 0 bytes; expected x, y, z",
    ),
    "ground without tf": ({"ground": "base"}, "no transform from 'base' to 'camera'"),
    "ground above the camera": (
        {"ground": "down", "frames": ["down"]},
        "the ground lies above the camera: its normal, [0.0, 1.0, 0.0], points down in the image",
    ),
    "ground at the camera": (
        {"ground": "depth", "frames": ["depth"]},
        "the camera's height above the ground is",
    ),
}
FRAMES = {
    "depth": rigid.pose(np.eye(3), [0.05, 0, 0]),
    "rear": rigid.pose(np.diag([-1.0, 1, -1]), [0, 0, 0]),
    "down": UPSIDE_DOWN,
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_one_sentence_and_the_rest_is_used(name):
    given, sentence = BAD[name]
    [part] = given.keys() & {"depth", "points", "ground"}
    decoder = GeometryDecoder(
        "/depth/image_raw", "/depth/camera_info", Frames(**{n: FRAMES[n] for n in given.get("frames", [])})
    )
    if "info" in given:
        camera, frame = given["info"]
        message = calibration.info_from_camera(camera or CAMERA)
        if camera is None:
            message.k = [0.0] * 9
        message.header.frame_id = frame
        decoder.add_info(message)
    settings = given.get("settings", SETTINGS)
    found = decoder.decode(
        IMAGE, Observations(given.get("depth"), given.get("points")), given.get("ground", ""), settings
    )
    assert found.known is None and list(found.problems) == [part]
    assert found.problems[part].startswith(sentence), found.problems[part]
    # A good part beside it is still used
    messages = {"depth": given.get("depth"), "points": given.get("points")}
    other = "points" if part == "depth" else "depth"
    messages[other] = cloud([[0, 0, 2]]) if other == "points" else depth_message(wall(CAMERA, 2))
    if part == "depth" or "info" not in given:
        found = decoder.decode(IMAGE, Observations(**messages), given.get("ground", ""), settings)
        assert found.known is not None and list(found.problems) == [part]
