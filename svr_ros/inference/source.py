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

"""Evidence for the contents of pixels and voxels."""

from __future__ import annotations

from enum import IntEnum


class Source(IntEnum):
    """Evidence for the content of a pixel or a voxel."""

    GUESSED = 0
    """Occluded: the network's guess."""

    SEEN = 1
    """Visible in the image."""

    MEASURED = 2
    """Visible, at a measured depth."""
