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

from pathlib import Path

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.evaluation.walk_files import BOXES, read_true_boxes, write_true_boxes
from svr_ros.geometry.frustum import WIDE
from svr_ros.labels import Label
from svr_ros.synthesis.scene import Item, Lights, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.walks import Walk


def _walk() -> Walk:
    """Return a walk without frames through a room with one bed, a box that is turned by half a radian."""
    room = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 1.25, 0, 0, 0, 3, 3, 1.25, 0, 0, 0)
    bed = Solid(SolidKind.BOX, Label.BED, 0, 1, 0.5, 0.3, 0.5, 0, 0, 0.8, 1, 0.3, 0, 0, 0)
    item = Item(Label.BED, "bed", 1, 0.5, 0.5, 1.6, 2, 0, 0.6, 1, 2)
    return Walk(Scene(RoomSize(3, 3, 2.5), [room, bed], [], Lights(), items=[item]), (), WIDE, 32, 0)


def test_boxes_of_a_walk_return_from_their_file(tmp_path: Path) -> None:
    write_true_boxes(_walk(), tmp_path)
    (found,) = read_true_boxes(tmp_path) or []
    assert found.label == Label.BED
    np.testing.assert_allclose(found.box.centre, (1, 0.5, 0.3))
    np.testing.assert_allclose(found.box.size, (2, 1.6, 0.6))


def test_file_of_a_walk_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / BOXES).mkdir()
    with pytest.raises(InputError, match=r"boxes\.npz cannot be written: Is a directory"):
        write_true_boxes(_walk(), tmp_path)
