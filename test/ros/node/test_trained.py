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

"""The node with the shipped weights, on a generated room."""

import array

import numpy as np
import pytest

pytest.importorskip("rclpy")

from sensor_msgs.msg import CameraInfo, Image, PointCloud2

from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE
from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.ros.convert.clouds import cloud_to_points
from svr_ros.ros.convert.pixel_images import image_to_depth
from svr_ros.ros.node import qos
from svr_ros.synthesis.config import PUBLISHED, SynthesisConfig
from svr_ros.synthesis.samples import make_sample

SEED = FIRST_EVAL_SAMPLE + 9
"""Seed of a room outside the training set whose floor is visible."""


@pytest.fixture(scope="module")
def room():
    return make_sample(SEED, config=SynthesisConfig(camera=PUBLISHED))


@pytest.fixture(scope="module")
def scene(bench, start_node, room):
    """Return the node's depth image and cloud of the room, after the first image that it processes."""
    for topic, kind in (("/trained/reconstruct/depth", Image), ("/trained/reconstruct/tsdf_points", PointCloud2)):
        bench.listen(kind, topic, qos.result_output())
    start_node({"device": "cpu", "resolution": 128}, ["__ns:=/trained"])
    camera = Frustum().camera(len(room.image))
    image = Image(width=camera.width, height=camera.height, encoding="rgb8", step=3 * camera.width)
    image.data = array.array("B", room.image.tobytes())
    info = CameraInfo(width=camera.width, height=camera.height, k=camera.K.ravel().tolist())
    images = bench.node.create_publisher(Image, "/trained/image", qos.result_output())
    infos = bench.node.create_publisher(CameraInfo, "/trained/camera_info", qos.result_output())

    def publish():
        infos.publish(info)
        images.publish(image)

    both = "/trained/reconstruct/depth", "/trained/reconstruct/tsdf_points"
    bench.wait(lambda: all(bench.received[topic] for topic in both), "a scene", publish)
    depth, cloud = (bench.received[topic][0] for topic in both)
    return image_to_depth(depth), cloud_to_points(cloud)


def test_depth_is_that_of_the_room(scene, room):
    depth, _ = scene
    judged = (room.depth > Frustum().near) & (room.depth < Frustum().far)
    error = np.abs(depth - room.depth)[judged] / room.depth[judged]
    assert np.median(error) < 0.25


def test_the_floor_lies_where_it_is(scene, room):
    _, points = scene
    height = (points.points @ room.pose.rotation + room.pose.position)[:, 2]
    # Exclude the ceiling, which has the class floor as well.
    floor = (points.labels == Label.FLOOR) & (np.abs(points.tsdf) < 0.03) & (height < room.pose.position[2])
    assert floor.sum() > 500
    assert np.median(np.abs(height[floor])) < 0.25
