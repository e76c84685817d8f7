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

"""Coordinate frame in which the results of an image are published."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from std_msgs.msg import Header

from svr_ros.geometry import rigid


@dataclass(frozen=True)
class OutputFrame:
    """The frame of an image's results.

    Attributes:
        header: The image's stamp and the name of the output frame.
        frame_from_camera: The rigid transform [4, 4] from the camera's optical frame to the output frame.
        upright: Whether z of the output frame points up and z = 0 is its ground.
    """

    header: Header
    frame_from_camera: NDArray[np.float64] = field(default_factory=lambda: np.eye(4))
    upright: bool = False

    @cached_property
    def camera_from_frame(self) -> NDArray[np.float64]:
        """Return the rigid transform [4, 4] from the output frame to the camera's optical frame."""
        return rigid.inverse(self.frame_from_camera)
