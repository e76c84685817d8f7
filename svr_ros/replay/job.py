"""Options and result of the replay of one bag; this module imports no message classes."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from svr_ros.errors import kind_of_problem
from svr_ros.replay.topics import DEFAULT_OUTPUTS
from svr_ros.ros.parameters import Settings


@dataclass(frozen=True)
class Job:
    """Options of a replay.

    Attributes:
        bag: The bag to read.
        output: The .mcap file to write.
        image_topic: The topic of the images; None searches for it.
        info_topic: The topic of their CameraInfo; None searches for it.
        depth_topic: The topic of depth images; None for none.
        depth_info_topic: The topic of their CameraInfo; None searches for it.
        points_topic: The topic of points; None for none.
        every: Reconstruct one image out of this number.
        outputs: The names of the outputs to write.
        copy: Whether to copy all topics of the input.
        node: The full name of the node whose topics are written.
        settings: The parameters of the node; max_rate refers to the time of the bag.
        quiet: Whether neither progress nor problems are printed.
    """

    bag: Path
    output: Path
    image_topic: str | None = None
    info_topic: str | None = None
    depth_topic: str | None = None
    depth_info_topic: str | None = None
    points_topic: str | None = None
    every: int = 1
    outputs: tuple[str, ...] = DEFAULT_OUTPUTS
    copy: bool = False
    node: str = "/reconstruct"
    settings: Settings = field(default_factory=Settings)
    quiet: bool = False


@dataclass
class Report:
    """Result of a replay.

    Attributes:
        scenes: The number of reconstructed images.
        failed: The number of failed messages by reason.
        without: The number of images by the reason why they were reconstructed without depth, points or the ground.
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

    @property
    def complete(self) -> bool:
        """Return whether all messages were used and copied."""
        return not self.failed and not self.lost

    def fail(self, reason: str, sentence: str) -> None:
        """Count a message that failed, and print the sentence if the reason is a new one."""
        if reason not in self.failed:
            self._print(sentence)
        self.failed[reason] = self.failed.get(reason, 0) + 1

    def lack(self, part: str, problem: str) -> None:
        """Count an image that lacks a part of its known geometry, and print the reason if it is a new one."""
        reason = f"image reconstructed without {part}: {problem}"
        kind = kind_of_problem(reason)
        if kind not in self.without:
            self._print(reason)
        self.without[kind] = self.without.get(kind, 0) + 1

    def lose(self, sentence: str) -> None:
        """Print and keep a sentence about lost messages."""
        self._print(sentence)
        self.lost.append(sentence)

    def _print(self, sentence: str) -> None:
        if not self.quiet:
            tqdm.write(f"svr: {sentence}", file=sys.stderr)

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
