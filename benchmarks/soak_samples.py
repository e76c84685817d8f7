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

"""Received scene of `soak.py`, with the memory of the node at that time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Sample(NamedTuple):
    """One received scene.

    Attributes:
        moment: Time of reception in seconds.
        latency: Age of its image in seconds.
        stamp: Stamp of its image in seconds.
        memory: Resident memory of the node in MiB.
    """

    moment: float
    latency: float
    stamp: float
    memory: float


def resident_mebibytes(pid: int) -> float:
    """Return the resident memory of a process in MiB; raises OSError if it has ended."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
