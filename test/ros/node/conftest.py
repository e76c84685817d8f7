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

"""Fixtures of the tests that start a node whose weights see a wall; ROS is imported when they are used."""

import numpy as np
import pytest

from svr_ros.geometry.camera import Camera


@pytest.fixture(scope="session")
def wall(tmp_path_factory):
    """Return the path of the wall's weights and the depth of the wall in metres."""
    from .wall import save_wall_weights

    path = tmp_path_factory.mktemp("weights") / "wall.safetensors"
    return path, save_wall_weights(path)


@pytest.fixture(scope="module")
def wall_node(bench, start_node, wall):
    """Return a node with the wall's weights, and subscribe to its outputs."""
    from diagnostic_msgs.msg import DiagnosticArray

    from svr_ros.ros.node import qos

    from .wall import OUTPUTS, VOXEL_SIZE

    subscriptions = [bench.listen(kind, topic, qos.result_output()) for topic, kind in OUTPUTS.items()]
    subscriptions.append(bench.listen(DiagnosticArray, "/diagnostics", 10))
    yield start_node(
        {
            "weights": wall[0],
            "device": "cpu",
            "resolution": 64,
            "voxel_size": VOXEL_SIZE,
            "input_timeout": 1.0,
            # Subscribe reliably, because larger images than the shared memory segment may be lost otherwise.
            "qos_overrides./camera/image_raw.subscription.reliability": "reliable",
        },
        ["image:=/camera/image_raw", "camera_info:=/camera/camera_info"],
    )
    for subscription in subscriptions:
        bench.node.destroy_subscription(subscription)


@pytest.fixture(scope="session")
def wide_camera():
    """Return a camera that is wider than the frustum: pixels outside the frustum must stay unknown."""
    return Camera.from_hfov(320, 240, np.radians(75))


@pytest.fixture(scope="session")
def room_image(wide_camera):
    """Return a rendered room as an image message with padded rows."""
    from PIL import Image

    from svr_ros.synthesis.samples import make_sample

    from .wall import image_message

    size = wide_camera.width, wide_camera.height
    pixels = np.asarray(Image.fromarray(make_sample(3).image).resize(size))
    padded = np.zeros((wide_camera.height, wide_camera.width * 3 + 16), np.uint8)
    padded[:, : wide_camera.width * 3] = pixels.reshape(wide_camera.height, -1)
    return image_message(padded, wide_camera, "rgb8")


@pytest.fixture(scope="module")
def feed(bench, wall_node):
    from .wall import Feed

    made = Feed(bench)
    yield made
    made.close()


@pytest.fixture(scope="module")
def scene(feed, room_image, wide_camera):
    """Return the outputs for one image by topic."""
    from .wall import info_message

    return feed.scene_of(room_image, info_message(wide_camera))


@pytest.fixture(scope="module")
def robot(bench, start_node, small_weights):
    """Return a robot with a node that uses simulated time and small weights."""
    from .robot import TOPIC, Robot

    reliable = (TOPIC, f"{TOPIC}/compressed", "/camera/camera_info")
    node = start_node(
        {
            "weights": small_weights,
            "device": "cpu",
            "resolution": 64,
            "use_sim_time": True,
            "max_age": 2.0,
            **{f"qos_overrides.{topic}.subscription.reliability": "reliable" for topic in reliable},
        },
        [f"image:={TOPIC}", "camera_info:=/camera/camera_info"],
    )
    made = Robot(bench, node)
    yield made
    made.close()
