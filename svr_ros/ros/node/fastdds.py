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

"""Environment variables that make Fast DDS use larger shared-memory segments.

Messages to other processes on the same machine pass through the publisher's shared-memory segment. Larger messages lose
fragments, which are sent again to reliable subscribers after three seconds, and never to best-effort subscribers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_NAME = "FASTDDS_DEFAULT_PROFILES_FILE"
_NAME_BEFORE_3 = "FASTRTPS_DEFAULT_PROFILES_FILE"
_DISTRIBUTIONS_BEFORE_3 = ("humble", "iron", "jazzy")
_TRANSPORTS = "FASTDDS_BUILTIN_TRANSPORTS"


def environment(profiles: str | Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variable that makes Fast DDS load a profiles file such as config/fastdds.xml.

    The result is empty if the given environment selects profiles or transports itself, or `profiles` is empty or
    "none", as `ros2 launch` cannot pass empty arguments.

    Args:
        profiles: The path of the profiles file.
        given: The environment of the process.
    """
    if str(profiles) in ("", "none") or any(given.get(name) for name in (_NAME, _NAME_BEFORE_3, _TRANSPORTS)):
        return {}
    # Set one variable only: Fast DDS 3 warns about the old name.
    return {_NAME_BEFORE_3 if given.get("ROS_DISTRO") in _DISTRIBUTIONS_BEFORE_3 else _NAME: str(profiles)}
