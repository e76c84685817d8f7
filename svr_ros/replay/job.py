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

"""Options and results of the replay of one bag and of maps; this module imports no message classes."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from svr_ros.errors import kind_of_problem, one_line
from svr_ros.replay.topics import DEFAULT_OUTPUTS
from svr_ros.ros.parameters import Settings


@dataclass(frozen=True, kw_only=True)
class ImageInputs:
    """Topics and parameters with which the images of a bag are read.

    Attributes:
        image_topic: The topic of the images; None searches for it.
        info_topic: The topic of their CameraInfo; None searches for it.
        depth_topic: The topic of depth images; None for none.
        depth_info_topic: The topic of their CameraInfo; None searches for it.
        points_topic: The topic of points; None for none.
        every: Use one image out of this number.
        settings: The parameters of the node; max_rate refers to the time of the bag.
        quiet: Whether neither progress nor problems are printed.
    """

    image_topic: str | None = None
    info_topic: str | None = None
    depth_topic: str | None = None
    depth_info_topic: str | None = None
    points_topic: str | None = None
    every: int = 1
    settings: Settings = field(default_factory=Settings)
    quiet: bool = False


@dataclass(frozen=True)
class Job(ImageInputs):
    """Options of a replay.

    Attributes:
        source: The bag to read.
        output: The .mcap file to write.
        outputs: The names of the outputs to write.
        copy: Whether to copy all topics of the input.
        node: The full name of the node whose topics are written.
    """

    source: Path
    output: Path
    outputs: tuple[str, ...] = DEFAULT_OUTPUTS
    copy: bool = False
    node: str = "/reconstruct"


@dataclass(frozen=True)
class MapJob(ImageInputs):
    """Options of a map of one bag or sequence.

    Attributes:
        source: The bag, or the folder of a sequence.
        outputs: The files to write, with suffixes of `map_files.FORMATS`.
        use_depth: Whether the depth images of a sequence are used; for a bag without a depth topic, whether to find it.
        global_frame: The frame of the map; None takes map or odom, or the frame of the poses.
        pose_topic: The topic of poses or odometry; None takes the transforms of the bag.
        camera: The camera file that replaces that of a sequence; None for none.
        layers: The layers of the map that are written.
        colors: The colours of the meshes.
        voxel_size: The side of the voxels in metres; None for that of `start`, or the default.
        start: The map file that is continued; None starts an empty map.
        objects: The file to which the objects of the map are written; None for none.
    """

    source: Path
    outputs: tuple[Path, ...]
    use_depth: bool = False
    global_frame: str | None = None
    pose_topic: str | None = None
    camera: Path | None = None
    layers: Literal["measured", "guessed", "both"] = "both"
    colors: Literal["class", "image"] = "class"
    voxel_size: float | None = None
    start: Path | None = None
    objects: Path | None = None


@dataclass
class Report:
    """Result of a replay.

    Problems are counted by reason; reasons that differ in numbers or names alone count as the first of them.

    Attributes:
        scenes: The number of reconstructed images.
        failed: The number of failed messages by reason.
        without: The number of images that were reconstructed without depth, points or the ground, by reason.
        lost: Sentences about messages that are missing from the input or were not copied.
        first: The bag time of the first reconstructed image in nanoseconds.
        last: The bag time of the last reconstructed image in nanoseconds.
        seconds: The duration of the replay in seconds.
        quiet: Whether problems are kept without being printed.
    """

    scenes: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    first: int = 0
    last: int = 0
    seconds: float = 0.0
    quiet: bool = False
    _reasons: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def complete(self) -> bool:
        """Return whether all messages were used and copied."""
        return not self.failed and not self.lost

    @property
    def problems(self) -> list[str]:
        """Return a sentence for each kind of problem."""
        return [*self.failed, *self.lost, *self.without]

    def fail(self, reason: str, sentence: str) -> None:
        """Count a message that failed, and print the sentence if the reason is a new one."""
        if self._count(self.failed, reason):
            self._print(sentence)

    def lack(self, part: str, problem: str) -> None:
        """Count an image that lacks a part of its known geometry, and print the reason if it is a new one."""
        reason = f"image reconstructed without {part}: {problem}"
        if self._count(self.without, reason):
            self._print(reason)

    def lose(self, sentence: str) -> None:
        """Print and keep a sentence about lost messages."""
        self._print(sentence)
        self.lost.append(sentence)

    def _count(self, counts: dict[str, int], reason: str) -> bool:
        """Count a problem under the first reason of its kind, and return whether it is the first of the kind."""
        reason = self._reasons.setdefault(kind_of_problem(reason), reason)
        counts[reason] = counts.get(reason, 0) + 1
        return counts[reason] == 1

    def _print(self, sentence: str) -> None:
        if not self.quiet:
            tqdm.write(f"svr: {one_line(sentence)}", file=sys.stderr)

    def line(self) -> str:
        """Return a summary in one line."""
        recorded = (self.last - self.first) / 1e9
        skipped = sum(self.failed.values())
        return (
            f"{self.scenes} scenes from {recorded:.1f} s of recording in {self.seconds:.1f} s"
            + (f"; {skipped} messages skipped" if skipped else "")
            + (f"; depth, points or the ground missing {sum(self.without.values())} times" if self.without else "")
            + (f"; {len(self.lost)} warnings" if self.lost else "")
        )


@dataclass
class MapReport(Report):
    """Result of a map.

    Attributes:
        blocks: The number of blocks of voxels of the map.
        without_pose: The number of images without a pose by reason.
    """

    blocks: int = 0
    without_pose: dict[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Return whether all messages and images were used."""
        return super().complete and not self.without_pose

    @property
    def problems(self) -> list[str]:
        """Return a sentence for each kind of problem, with the number of images without a pose."""
        poseless = [f"{count} images have no pose: {reason}" for reason, count in self.without_pose.items()]
        return [*poseless, *super().problems]

    def lack_pose(self, name: str, problem: str) -> None:
        """Count an image without a pose, and print the reason if it is a new one."""
        if self._count(self.without_pose, problem):
            self._print(f"{name} skipped: it has no pose: {problem}")

    def line(self) -> str:
        """Return a summary in one line."""
        poseless, skipped = sum(self.without_pose.values()), sum(self.failed.values())
        return (
            f"{self.scenes} images, {self.blocks} blocks of voxels, in {self.seconds:.1f} s"
            + (f"; {poseless} images without a pose" if poseless else "")
            + (f"; {skipped} images or messages skipped" if skipped else "")
            + (f"; {sum(self.without.values())} times depth, points or the ground missing" if self.without else "")
            + (f"; {len(self.lost)} warnings" if self.lost else "")
        )
