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
