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

"""Image with the pose of its camera, as bags and sequences give it to maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.known import KnownGeometry


@dataclass(frozen=True, eq=False)
class PosedImage:
    """Image of a bag or sequence with the pose of its camera.

    Attributes:
        name: Name of the image in messages.
        stamp: Time in seconds.
        image: Colours, uint8 RGB [H, W, 3].
        camera: Camera of the image.
        known: Known geometry; None if nothing is known.
        map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map; None if it is unknown.
        problem: Reason why the pose is unknown; empty if it is known.
    """

    name: str
    stamp: float
    image: NDArray[np.uint8]
    camera: Camera
    known: KnownGeometry | None
    map_from_camera: NDArray[np.float64] | None
    problem: str = ""


class PosedImages(NamedTuple):
    """Images of one input.

    Attributes:
        total: Number of images that will be read, as far as it is known; some of them may be broken.
        images: Iterator of the images that can be decoded; the others are counted in the report.
    """

    total: int
    images: Iterator[PosedImage]
