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

"""Replay and mapping as functions that other processes can import by name before message classes exist."""

from __future__ import annotations

from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.replay import messages
from svr_ros.replay.job import Job, MapJob, MapReport, Report


def replay_bag(job: Job, reconstructor: Reconstructor) -> Report:
    """Replay one bag; see `svr_ros.replay.run.replay`."""
    messages.install_stand_ins()
    from svr_ros.replay.run import replay

    return replay(job, reconstructor)


def map_source(job: MapJob, reconstructor: Reconstructor) -> MapReport:
    """Map one bag or sequence; see `svr_ros.replay.maps.build_map`."""
    messages.install_stand_ins()
    from svr_ros.replay.maps import build_map

    return build_map(job, reconstructor)
