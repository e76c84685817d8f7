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

"""The node as a process, over DDS: every output is checked against a scene that is known exactly."""

import numpy as np
import pytest

pytest.importorskip("rclpy")

from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import CameraInfo, Image
from svr_ros.msg import ClassLegend
from visualization_msgs.msg import Marker

from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import weights
from svr_ros.labels import NAMES, UNOBSERVED, Label
from svr_ros.ros.convert import calibration
from svr_ros.ros.convert.clouds import cloud_to_points
from svr_ros.ros.convert.grids import message_to_grid
from svr_ros.ros.convert.pixel_images import image_to_depth
from svr_ros.ros.node import qos

from .wall import FRAME, VOXEL_SIZE, header_of, log_says


def test_stale_inputs_are_explained(bench, wall_node):
    """The image has no publisher, and the CameraInfo is published on another topic: the log names both."""
    other = bench.node.create_publisher(CameraInfo, "/other/camera_info", 1)
    says = log_says(
        wall_node,
        "no message on /camera/image_raw in the last 1 s: it has no publisher; "
        "no topic of type sensor_msgs/msg/Image is published",
        "no message on /camera/camera_info in the last 1 s: it has no publisher; "
        "sensor_msgs/msg/CameraInfo is published on /other/camera_info",
    )
    bench.wait(says, lambda: f"the reasons in: {wall_node.log}")
    assert wall_node.alive()
    bench.node.destroy_publisher(other)


def test_unmatched_quality_of_service_is_explained(bench, wall_node):
    """The node requests reliable images, as its parameter says; a best-effort camera does not match."""
    camera = bench.node.create_publisher(Image, "/camera/image_raw", qos_profile_sensor_data)
    says = log_says(
        wall_node,
        "published by /bench with QoS (best effort, volatile) and this node requests (reliable, volatile), "
        "which do not match; see the parameters qos_overrides./camera/image_raw.subscription",
    )
    bench.wait(says, lambda: f"the reason in: {wall_node.log}", lambda: camera.publish(Image()))
    bench.node.destroy_publisher(camera)


def test_an_image_before_its_camera_info_is_refused(feed, wall_node, room_image):
    says = log_says(wall_node, "image came before any CameraInfo on /camera/camera_info; expected one for each image")
    feed.until(says, "the sentence", room_image)
    assert wall_node.alive()


def test_every_output_has_the_stamp_and_frame_of_the_image(scene):
    headers = [header_of(message) for message in scene.values()]
    headers += [marker.header for marker in scene["/reconstruct/markers"].markers]
    stamps = {(one.stamp.sec, one.stamp.nanosec, one.frame_id) for one in headers}
    assert len(stamps) == 1
    assert stamps.pop()[1:] == (42, FRAME)


def test_depth_is_the_wall_where_the_volume_is_seen(scene, wide_camera, wall):
    message = scene["/reconstruct/depth"]
    assert (message.width, message.height, message.encoding) == (320, 240, "32FC1")
    depth = image_to_depth(message)
    u, v = np.meshgrid(np.arange(320), np.arange(240))
    rays = np.abs(wide_camera.unproject(np.stack([u, v], -1)))
    beyond = np.array([Frustum().tan_x, Frustum().tan_y]) - rays
    pixel = 1 / wide_camera.K[0, 0]
    np.testing.assert_allclose(depth[(beyond > pixel).all(-1)], wall[1], atol=0.005)
    assert np.isnan(depth[(beyond < -pixel).any(-1)]).all()


def test_camera_info_of_the_depth_is_that_of_the_image(scene, wide_camera):
    message = scene["/reconstruct/camera_info"]
    assert calibration.camera_from_info(message) == wide_camera


def test_points_near_the_wall_have_its_signed_distance(scene, wall):
    points = cloud_to_points(scene["/reconstruct/tsdf_points"])
    x, y, z = points.points.T
    truncation = weights.random_weights().config.truncation
    assert len(points.points) > 64 * 64 * 4
    assert np.abs(z - wall[1]).max() < 1.1 * truncation
    np.testing.assert_allclose(points.tsdf, wall[1] - z, atol=0.015)
    assert (np.abs(x) <= Frustum().tan_x * z + 1e-4).all()
    assert (np.abs(y) <= Frustum().tan_y * z + 1e-4).all()
    # The wall fills the view.
    assert np.ptp(x) == pytest.approx(2 * Frustum().tan_x * z.max(), rel=0.05)
    assert set(points.labels) == {Label.WALL}
    assert points.confidence.min() > 0.99


def test_voxels_contain_the_wall(scene, wall):
    message = scene["/reconstruct/voxels"]
    grid = message_to_grid(message)
    assert message.voxel_size == pytest.approx(VOXEL_SIZE)
    assert message.encoding == "raw"
    assert message.origin.orientation.w == 1
    z = grid.origin[2] + (np.arange(message.size_z) + 0.5) * VOXEL_SIZE
    middle = grid.tsdf[:, message.size_y // 2, message.size_x // 2]
    assert (grid.labels[:, message.size_y // 2, message.size_x // 2] == Label.WALL).all()
    np.testing.assert_allclose(middle, np.clip(wall[1] - z, -grid.truncation, grid.truncation), atol=0.02)
    # The grid is the bounding box of a frustum, so most of its near end is not observed.
    assert (grid.labels[0] == UNOBSERVED).mean() > 0.8
    assert (grid.labels[-1] == UNOBSERVED).mean() < 0.3
    # The box has the depth range of the frustum: 1 to 4 m.
    np.testing.assert_allclose(grid.origin, [-2.2, -1.7, 1.0], atol=1e-6)
    assert (message.size_x, message.size_y, message.size_z) == (44, 34, 30)


def test_markers_show_the_wall_alone(scene, wall):
    markers = {marker.ns: marker for marker in scene["/reconstruct/markers"].markers}
    assert sorted(markers) == sorted(NAMES)
    assert [name for name, marker in markers.items() if marker.action == Marker.ADD] == ["wall"]
    depths = {round(point.z, 3) for point in markers["wall"].points}
    assert all(abs(depth - wall[1]) <= VOXEL_SIZE / 2 + 0.01 for depth in depths)
    assert len(markers["wall"].points) > 400


def test_late_subscribers_receive_the_legend(bench, scene):
    bench.listen(ClassLegend, "/reconstruct/legend", qos.latched_output())
    bench.wait(lambda: bench.received["/reconstruct/legend"], "the legend")
    assert [one.name for one in bench.received["/reconstruct/legend"][0].classes] == list(NAMES)
    bench.listen(Image, "/reconstruct/legend_image", qos.latched_output())
    bench.wait(lambda: bench.received["/reconstruct/legend_image"], "the picture of the legend")
