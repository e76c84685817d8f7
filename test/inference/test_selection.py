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

import numpy as np

from svr_ros.inference.selection import EVERYTHING, Selection
from svr_ros.labels import UNOBSERVED, Label


def test_classes_and_confidence() -> None:
    labels = np.array([Label.WALL, Label.SOFA, Label.SOFA, UNOBSERVED], np.uint8)
    confidence = np.array([0.9, 0.9, 0.4, 1.0], np.float32)
    assert Selection().keeps(labels, confidence).all()
    assert Selection(min_confidence=0.5).keeps(labels, confidence).tolist() == [True, True, False, True]
    sofas = Selection.of_classes(["sofa", "bed"], 0.5)
    assert sofas.keeps(labels, confidence).tolist() == [False, True, False, False]


def test_uncertain_surfaces_are_left_out_if_they_are_hidden() -> None:
    error = np.array([0.1, 0.2, 0.1, 0.2], np.float32)
    occluded = np.array([False, False, True, True])
    assert Selection().keeps_certain(error, occluded).tolist() == [True, True, True, False]
    assert EVERYTHING.keeps_certain(error, occluded).all() and Selection().keeps_certain(None, occluded).all()
