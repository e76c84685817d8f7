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

"""Messages of objects against values by hand, with vision_msgs or stand-ins that have its fields."""

import importlib.util
import math
import sys
from types import ModuleType

import numpy as np
import pytest

pytest.importorskip("rclpy")

from geometry_msgs.msg import PoseWithCovariance
from visualization_msgs.msg import Marker

from svr_ros.errors import InputError
from svr_ros.geometry.boxes import upright_box
from svr_ros.geometry.rigid import pose
from svr_ros.inference.objects import SceneObject
from svr_ros.labels import NAMES, Label
from svr_ros.ros.convert import objects as convert


def stand_in(**defaults):
    """Return a message class with fields, and defaults that are made anew for each message."""

    def initialize(self, **given):
        assert set(given) <= set(defaults)
        for name, make in defaults.items():
            setattr(self, name, given.get(name, make()))

    return type("Message", (), {"__init__": initialize})


@pytest.fixture
def vision_msgs(monkeypatch):
    if importlib.util.find_spec("vision_msgs") is None:
        module = ModuleType("vision_msgs.msg")
        module.ObjectHypothesis = stand_in(class_id=str, score=float)
        module.ObjectHypothesisWithPose = stand_in(hypothesis=module.ObjectHypothesis, pose=PoseWithCovariance)
        module.BoundingBox3D = stand_in(center=lambda: None, size=lambda: None)
        module.Detection3D = stand_in(header=lambda: None, results=list, bbox=module.BoundingBox3D, id=str)
        module.Detection3DArray = stand_in(header=lambda: None, detections=list)
        module.VisionClass = stand_in(class_id=int, class_name=str)
        module.LabelInfo = stand_in(header=lambda: None, class_map=list, threshold=float)
        monkeypatch.setitem(sys.modules, "vision_msgs", ModuleType("vision_msgs"))
        monkeypatch.setitem(sys.modules, "vision_msgs.msg", module)


def chair(number=3):
    box = upright_box(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.6, 0.9]), math.pi / 2)
    return SceneObject(number, Label.CHAIR, 0.75, box, 0.0, 100, seen=0.5, measured=0.0, guessed=0.5)


def test_detections_have_class_names_boxes_and_ids(header, vision_msgs):
    message = convert.objects_to_detections([chair(), chair(7)], header)
    assert message.header == header
    assert [one.id for one in message.detections] == ["3", "7"]
    one = message.detections[0]
    assert one.header == header and len(one.results) == 1
    assert (one.results[0].hypothesis.class_id, one.results[0].hypothesis.score) == ("chair", 0.75)
    for given in (one.bbox.center, one.results[0].pose.pose):
        assert (given.position.x, given.position.y, given.position.z) == (1, 2, 3)
        assert (given.orientation.z, given.orientation.w) == pytest.approx((math.sqrt(0.5), math.sqrt(0.5)))
    assert (one.bbox.size.x, one.bbox.size.y, one.bbox.size.z) == (0.5, 0.6, 0.9)


def test_detections_in_another_frame(header, vision_msgs):
    turned = pose([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], [10, 0, 0])
    [one] = convert.objects_to_detections([chair()], header, turned).detections
    place = one.bbox.center.position
    assert (place.x, place.y, place.z) == pytest.approx((12, -1, 3))
    assert one.bbox.center.orientation.w == pytest.approx(1)


def test_no_objects_are_an_empty_array(header, vision_msgs):
    assert convert.objects_to_detections([], header).detections == []
    assert [marker.action for marker in convert.objects_to_markers([], header).markers] == [Marker.DELETEALL]


def test_label_info_has_all_classes(header, vision_msgs):
    message = convert.label_info(header, 0.25)
    assert [(one.class_id, one.class_name) for one in message.class_map] == list(enumerate(NAMES))
    assert message.threshold == pytest.approx(0.25)


def test_missing_vision_msgs_is_an_input_error(header, monkeypatch):
    monkeypatch.setitem(sys.modules, "vision_msgs", None)
    monkeypatch.setitem(sys.modules, "vision_msgs.msg", None)
    with pytest.raises(InputError, match="vision_msgs is not installed; expected the package"):
        convert.objects_to_detections([], header)


def test_markers_are_boxes_with_names(header, over_the_wire):
    message = over_the_wire(convert.objects_to_markers([chair()], header, alpha=0.5))
    first, box, name = message.markers
    assert first.action == Marker.DELETEALL
    assert (box.type, box.id, box.header) == (Marker.CUBE, 3, header)
    assert (box.scale.x, box.scale.y, box.scale.z, box.color.a) == (0.5, 0.6, 0.9, 0.5)
    assert (name.type, name.id, name.text) == (Marker.TEXT_VIEW_FACING, 3, "chair 3 (0.75)")
    assert name.pose.position.z > 3 + 0.45
