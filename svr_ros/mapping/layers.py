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

"""Layers of the map by their evidence."""

from __future__ import annotations

from enum import IntEnum


class Layer(IntEnum):
    """Evidence for a voxel or a point of the map; the values are those of the field `layer` in messages and files."""

    MEASURED = 0
    """Within sight of a camera: by a depth sensor, or by the visible surface of an image."""

    GUESSED = 1
    """Never in sight: completed by the network."""

    UNKNOWN = 255
    """Without any evidence."""
