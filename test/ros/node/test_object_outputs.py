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

"""Topics of objects: boxes, names and instances of a known scene, with and without vision_msgs."""

import sys
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.lifecycle import LifecycleNode
from scipy.spatial.transform import Rotation
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.geometry import rigid
from svr_ros.labels import NAMES, Label
from svr_ros.ros.convert.grids import message_to_grid
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS, vision_outputs
from svr_ros.ros.node import qos
from svr_ros.ros.node.outputs import VISION_TOPICS, Outputs
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.parameters import Settings

from ..conftest import wait_until

BALL, DIAMETER, FLOOR_Y = np.array([0.1, 0.1, 2.4]), 0.8, 0.6  # the chair of the known scene
GAP = FLOOR_Y - BALL[1] - DIAMETER / 2  # between the chair and the floor, on which its box stands
BOX = BALL + np.array([0.0, GAP / 2, 0.0])


@pytest.fixture
def results(reconstruction, header):
    return Results(reconstruction, header, CameraInfo(width=320, height=240), OutputFrame(header), Settings())


@pytest.fixture
def stage():
    """Return a function that makes the outputs of an active node, that node, a listener and their executor."""
    context = rclpy.Context()
    rclpy.init(context=context)
    node = LifecycleNode("reconstruct", namespace="/objects", context=context)
    listener = rclpy.create_node("listener", context=context)
    executor = SingleThreadedExecutor(context=context)
    for one in (node, listener):
        executor.add_node(one)
    made = []

    def make():
        made.append(Outputs(node, "", TransformBuffer(node, lambda: 0.0)))
        node.trigger_configure()
        node.trigger_activate()
        return made[0], node, listener, executor

    yield make
    executor.shutdown()
    for outputs in made:
        outputs.destroy()
    node.destroy_node()
    listener.destroy_node()
    context.shutdown()


@pytest.fixture
def without_vision_msgs(monkeypatch):
    for name in ("vision_msgs", "vision_msgs.msg"):
        monkeypatch.setitem(sys.modules, name, None)


def in_map(results):
    """Return the results in a turned map on the floor, z up, and the position of the ball there."""
    optical = Rotation.from_matrix([[0, 0, 1], [-1, 0, 0], [0, -1, 0]])
    map_from_camera = rigid.pose(
        (Rotation.from_euler("z", 40, degrees=True) * optical).as_matrix(), [3.0, 1.0, FLOOR_Y]
    )
    frame = OutputFrame(Header(stamp=results.image_header.stamp, frame_id="map"), map_from_camera, upright=True)
    return replace(results, output_frame=frame), rigid.transform(map_from_camera, BALL[None])[0]


def vector(point):
    return np.array([point.x, point.y, point.z])


def test_markers_are_the_box_of_the_chair(results):
    _, box, name = OUTPUTS["object_markers"].make(results).markers
    assert box.header == results.header
    assert np.linalg.norm(vector(box.pose.position) - BOX) < 0.05
    assert vector(box.scale) == pytest.approx([DIAMETER, DIAMETER, DIAMETER + GAP], abs=0.08)
    assert name.text.startswith("chair 1 (")


def test_boxes_stand_upright_in_the_target_frame(results):
    results, ball = in_map(results)
    _, box, _ = OUTPUTS["object_markers"].make(results).markers
    assert box.header.frame_id == "map"
    assert np.linalg.norm(vector(box.pose.position) - ball + np.array([0.0, 0.0, GAP / 2])) < 0.05
    turn = box.pose.orientation
    up = Rotation.from_quat([turn.x, turn.y, turn.z, turn.w]).as_matrix()[:, 2]
    assert up == pytest.approx([0, 0, 1], abs=1e-9)


def test_instances_are_the_pixels_of_the_chair(results):
    image = OUTPUTS["instances"].make(results)
    assert (image.encoding, image.header) == ("mono16", results.image_header)
    assert (image.width, image.height, image.step) == (320, 240, 640)
    ids = np.frombuffer(image.data, "<u2").reshape(240, 320)
    assert set(np.unique(ids)) == {0, 1}
    chair = results.reconstruction.label_image() == Label.CHAIR
    assert ((ids == 1) == chair).mean() > 0.99


def test_voxels_have_instances_if_they_are_requested(results):
    assert len(OUTPUTS["voxels"].make(results).instances) == 0
    filled, ball = in_map(replace(results, with_instances=True))
    grid = message_to_grid(OUTPUTS["voxels"].make(filled))
    assert set(np.unique(grid.instances)) == {0, 1}
    centres = grid.centres(np.flatnonzero(grid.instances))
    assert np.abs(np.linalg.norm(centres - ball, axis=1) - DIAMETER / 2).max() < 0.08 + 2 * grid.voxel_size
    assert (grid.labels[grid.instances > 0] == Label.CHAIR).all()


def test_class_and_score_choose_the_objects(results):
    for settings, count in (
        ({"published_classes": "wall, sofa"}, 0),
        ({"published_classes": "chair"}, 1),
        ({"min_object_score": 1.1}, 0),
    ):
        chosen = replace(results, settings=replace(results.settings, **settings))
        assert len(OUTPUTS["object_markers"].make(chosen).markers) == 1 + 2 * count


def test_objects_are_located_for_their_topics_only(results):
    for name in OUTPUTS.keys() - {"object_markers", "instances"}:
        OUTPUTS[name].make(results)
    assert not {"scene", "objects"} & results.__dict__.keys()


def test_scene_without_objects_gives_empty_messages(results):
    bare = replace(results.reconstruction, labels=np.full_like(results.reconstruction.labels, Label.WALL))
    empty = replace(results, reconstruction=bare)
    assert len(OUTPUTS["object_markers"].make(empty).markers) == 1
    assert not np.frombuffer(OUTPUTS["instances"].make(empty).data, np.uint8).any()


def test_missing_vision_msgs_is_reported_once_per_topic_that_is_subscribed(
    stage, results, without_vision_msgs, monkeypatch
):
    outputs, node, listener, executor = stage()
    warnings = []
    monkeypatch.setattr(type(node.get_logger()), "warning", lambda _, sentence, **more: warnings.append(sentence))
    outputs.publish_legends(Settings())
    assert outputs.subscribed() == set() and not warnings
    for name in VISION_TOPICS:
        listener.create_subscription(Header, f"/objects/reconstruct/{name}", print, 1)
        topic = f"/objects/reconstruct/{name}"
        wait_until(lambda topic=topic: node.count_subscribers(topic), topic, lambda: executor.spin_once(0.05))
        for _ in range(2):
            assert outputs.subscribed() == set()
    expected = "vision_msgs is not installed; expected the package ros-$ROS_DISTRO-vision-msgs for topics of objects"
    assert warnings == [f"/objects/reconstruct/{name} has a subscriber, but {expected}" for name in VISION_TOPICS]
    outputs.publish(set(OUTPUTS), results)


def test_detections_and_label_info_arrive_where_vision_msgs_is_installed(stage, results):
    types = pytest.importorskip("vision_msgs.msg", reason="vision_msgs is not installed: ~/objects was NOT published")
    outputs, _, listener, executor = stage()
    received = {}
    for name, kind, profile in (
        ("objects", types.Detection3DArray, qos.result_output()),
        ("label_info", types.LabelInfo, qos.latched_output()),
    ):
        listener.create_subscription(
            kind, f"/objects/reconstruct/{name}", lambda message, name=name: received.update({name: message}), profile
        )
    outputs.publish_legends(Settings(min_object_score=0.25))

    def spin():
        executor.spin_once(0.05)

    wait_until(lambda: outputs.subscribed() == {"objects"}, "the subscriber", spin)
    wait_until(
        lambda: received.keys() == {"objects", "label_info"},
        "both",
        spin,
        lambda: outputs.publish({"objects"}, results),
    )
    [found] = received["objects"].detections
    assert received["objects"].header == found.header == results.header
    assert (found.id, found.results[0].hypothesis.class_id) == ("1", "chair")
    assert np.linalg.norm(vector(found.bbox.center.position) - BOX) < 0.05
    assert [one.class_name for one in received["label_info"].class_map] == list(NAMES)
    assert received["label_info"].threshold == 0.25
    assert vision_outputs().keys() | {"label_info"} == set(VISION_TOPICS)
