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

"""Scene that the pipeline publishes, and the interface of what receives every scene, such as a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from std_msgs.msg import Header

from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.results import Results
from svr_ros.ros.node.inputs import ReceivedImage


class SceneSink(Protocol):
    """Receiver of every scene: `locate` is called in the reconstructing thread, the rest in the publishing one."""

    def warm_up(self, scene: Reconstruction) -> None:
        """Run all conversions once with a scene that is not kept."""

    def locate(self, header: Header) -> NDArray[np.float64]:
        """Return the pose [4, 4] of the camera at an image's stamp; raises DropError if it is unknown."""

    def add(self, scene: Reconstruction, pose: NDArray[np.float64], header: Header) -> None:
        """Add a scene, given the pose [4, 4] of its camera and the header of its image."""


@dataclass(frozen=True)
class Scene:
    """A scene to be published.

    Attributes:
        image: The received image.
        camera_image: The decoded image.
        names: The topics that have a subscriber.
        results: The contents of the messages.
        pose: The pose [4, 4] of the camera for the receiver of scenes; None without a receiver.
    """

    image: ReceivedImage
    camera_image: CameraImage
    names: set[str]
    results: Results
    pose: NDArray[np.float64] | None = None
