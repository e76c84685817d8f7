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

"""Result of the integration of a frame into a map."""

from __future__ import annotations

from dataclasses import dataclass

from svr_ros.mapping.object_tracking import Instances
from svr_ros.mapping.observation import Observation
from svr_ros.mapping.scale import ScaleEstimate


@dataclass(frozen=True)
class Integration:
    """Result of the integration of a frame.

    Attributes:
        scale: Factor by which the frame's depths were multiplied.
        estimate: Estimate of the scale against the map; None for frames with measured depth.
        blocks: Number of blocks that were changed.
        observation: The frame as it was integrated.
        instances: Objects of the frame; None if the map has no objects.
    """

    scale: float
    estimate: ScaleEstimate | None
    blocks: int
    observation: Observation
    instances: Instances | None
