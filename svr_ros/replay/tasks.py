"""Replay and mapping as functions that processes and clusters can import by name before message classes."""

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
