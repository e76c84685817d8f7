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

"""Topics of the objects of a map: ids, names and the frame of the map."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("rclpy")

from svr_ros.geometry.boxes import upright_box
from svr_ros.inference.objects import SceneObject
from svr_ros.labels import Label

map_topics = pytest.importorskip("svr_ros.ros.convert.map_topics", reason="the messages of the map are not built")


def _sofa(number: int, score: float = 0.8) -> SceneObject:
    box = upright_box(np.array([1.0, 2.0, 0.5]), np.array([0.8, 2.0, 0.9]), 0.0)
    return SceneObject(number, Label.SOFA, score, box, 0.0, 100, seen=0.0, measured=0.6, guessed=0.4)


@pytest.fixture
def results(header):
    """Return the results of a map with three objects, of which one has a low score."""
    from svr_ros.ros.map_parameters import MapSettings

    scene = SimpleNamespace(objects=lambda: [_sofa(7), _sofa(12), _sofa(13, 0.1)])
    return map_topics.MapResults(scene, header, np.zeros(3), MapSettings(min_object_score=0.5))


def test_boxes_have_the_ids_and_the_frame_of_the_map(results, header):
    markers = map_topics.map_object_outputs()["map_object_markers"].make(results).markers
    boxes = [marker for marker in markers if marker.ns == "objects"]
    assert [marker.id for marker in boxes] == [7, 12]
    assert all(marker.header == header for marker in boxes)
    assert (boxes[0].pose.position.x, boxes[0].pose.position.y, boxes[0].pose.position.z) == (1.0, 2.0, 0.5)


def test_detections_have_the_ids_of_the_map(results):
    pytest.importorskip("vision_msgs.msg", reason="vision_msgs is not installed: ~/map_objects was NOT made")
    message = map_topics.map_vision_outputs()["map_objects"].make(results)
    assert [one.id for one in message.detections] == ["7", "12"]


def test_published_classes_apply(results):
    from dataclasses import replace

    assert [one.id for one in results.objects] == [7, 12]
    beds = replace(results, settings=replace(results.settings, published_classes="bed"))
    assert beds.objects == []
