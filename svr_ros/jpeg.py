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

"""Number of scans of JPEG files, which decides how long they take to decode."""

from __future__ import annotations

import re

MAX_SCANS = 100
"""Maximum number of scans of a JPEG image to decode; encoders make about ten, and each scan visits every pixel."""

_START_OF_FILE, _START_OF_SCAN, _END_OF_IMAGE = b"\xff\xd8", 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]")
"""Markers except for those in the compressed data of a scan: stuffed bytes (FF 00) and restart markers (D0 to D7)."""


def count_scans(data: bytes) -> int:
    """Return the number of scans of the image that `data` begin with; 0 if this is no JPEG image.

    Scans in other segments, as of a thumbnail, and data behind the image do not count (ITU-T T.81, annex B).
    """
    if not data.startswith(_START_OF_FILE):
        return 0
    scans, place = 0, len(_START_OF_FILE)
    while found := _MARKER.search(data, place):
        marker, place = data[found.start() + 1], found.end()
        if marker == _END_OF_IMAGE:
            break
        scans += marker == _START_OF_SCAN
        place += int.from_bytes(data[place : place + 2], "big")  # the length of the segment includes its own two bytes
    return scans
