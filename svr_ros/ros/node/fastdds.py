"""Fast DDS with room for images and voxel grids: where its profiles are named, and who has a say in that.

What a process publishes to others on the same machine goes through its segment of shared memory. Messages larger than
that lose parts on their way, which a reliable subscriber gets three seconds later, and any other one never.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_NAME = "FASTDDS_DEFAULT_PROFILES_FILE"
_NAME_BEFORE_3 = "FASTRTPS_DEFAULT_PROFILES_FILE"
_DISTRIBUTIONS_BEFORE_3 = ("humble", "iron", "jazzy")
_TRANSPORTS = "FASTDDS_BUILTIN_TRANSPORTS"


def environment(profiles: str | Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return the variable that makes Fast DDS read a file of profiles, as config/fastdds.xml is one.

    None where the environment that is given chooses profiles or transports itself, or where profiles is empty.
    """
    if not str(profiles) or any(given.get(name) for name in (_NAME, _NAME_BEFORE_3, _TRANSPORTS)):
        return {}
    # Not both: Fast DDS 3 warns of the other name.
    return {_NAME_BEFORE_3 if given.get("ROS_DISTRO") in _DISTRIBUTIONS_BEFORE_3 else _NAME: str(profiles)}
