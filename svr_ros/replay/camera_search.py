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

"""Command `python3 -m svr_ros.replay.camera_search BAG`: print topics and frame of the camera in a bag as JSON.

`replay.launch.py` runs it, because `ros2` uses the system's Python, which does not see the libraries of a virtual
environment that is active.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from svr_ros.errors import InputError
from svr_ros.replay.bag import Bag
from svr_ros.replay.camera_topics import find_camera, first_frame_id


def main() -> int:
    """Print the topics, or what is wrong in one sentence, and return the exit code: 0 done, 2 error."""
    parser = argparse.ArgumentParser(description="Print topics and frame of the camera in a bag.")
    parser.add_argument("bag", type=Path)
    parser.add_argument("--image", help="image topic; by default, the only one")
    parser.add_argument("--camera-info", help="CameraInfo topic; by default, that of the image topic")
    arguments = parser.parse_args()
    try:
        with Bag(arguments.bag) as bag:
            # CameraInfo is optional here: the node may use its parameter fixed_hfov.
            found = find_camera(bag, arguments.image, arguments.camera_info, info_needed=False)
            frame = first_frame_id(bag, found)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({**found._asdict(), "frame": frame}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
