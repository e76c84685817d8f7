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

"""Images of a bag with the depth and points that belong to them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from svr_ros.errors import InputError
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.memory import OutOfMemoryError, is_shortage
from svr_ros.paths import describe
from svr_ros.replay import camera_topics, geometry
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.decoder import BagDecoder
from svr_ros.replay.geometry import BagGeometry
from svr_ros.replay.job import ImageInputs, Report
from svr_ros.replay.transforms import BagTransforms
from svr_ros.ros.convert.camera_image import CameraImage

ResultT = TypeVar("ResultT")


class BagImage(NamedTuple):
    """A decoded image with what is known of it.

    Attributes:
        message: The message of the image.
        image: The decoded image.
        known: The known geometry; None if nothing is known.
    """

    message: Message
    image: CameraImage
    known: KnownGeometry | None


class _Waiting(NamedTuple):
    """An image that waits for its depth and points.

    Attributes:
        message: The message of the image.
        image: The decoded image.
        found: The messages of known geometry that have been found.
    """

    message: Message
    image: CameraImage
    found: dict[str, Message]


class BagImages:
    """Decode the selected images of an open bag, and match each with its depth and points.

    Messages that cannot be used are counted in the report and skipped.
    """

    def __init__(self, bag: Bag, inputs: ImageInputs, transforms: BagTransforms, report: Report) -> None:
        """Find the topics.

        Raises:
            InputError: If the bag has no such topics.
        """
        settings, self._report = inputs.settings, report
        self.camera = camera_topics.find_camera(
            bag, inputs.image_topic, inputs.info_topic, info_needed=not settings.fixed_hfov
        )
        known = geometry.find_geometry(bag, inputs.depth_topic, inputs.depth_info_topic, inputs.points_topic)
        self._decoder = BagDecoder(bag, self.camera, settings)
        self._geometry = BagGeometry(bag, known, settings, transforms)
        self._selector = ImageSelector(inputs.every, settings.max_rate)
        self._timeout = settings.depth_timeout * 1e9
        self._waiting: deque[_Waiting] = deque()
        self.topics = [self.camera.image, *([self.camera.info] if self.camera.info else []), *known.all]
        self.count = sum(each.msgcount for each in bag.connections if each.topic == self.camera.image)

    def add(self, message: Message) -> Iterator[BagImage]:
        """Add a message of any topic, in order of time, and yield the images that have all their messages."""
        if message.topic == self.camera.info:
            attempt(self._report, self._decoder.add_info, message)
        attempt(self._report, self._geometry.add, message)
        if message.topic == self.camera.image and self._selector.selects(message.time):
            image = attempt(self._report, self._decoder.decode, message)
            if image is not None:
                self._waiting.append(_Waiting(message, image, {}))
        complete = [self._geometry.collect(each.image, each.found) for each in self._waiting]
        for is_complete in complete:
            if not is_complete and message.time - self._waiting[0].message.time <= self._timeout:
                break
            yield self._matched(*self._waiting.popleft())

    def rest(self) -> Iterator[BagImage]:
        """Yield the images that still wait for messages when the bag ends."""
        while self._waiting:
            yield self._matched(*self._waiting.popleft())

    def _matched(self, message: Message, image: CameraImage, found: dict[str, Message]) -> BagImage:
        decoded = self._geometry.decode(image, found)
        for part, problem in decoded.problems.items():
            self._report.lack(part, problem)
        return BagImage(message, image, decoded.known)


def until_damage(bag: Bag, topics: list[str] | None, report: Report) -> Iterator[Message]:
    """Yield the messages of a bag up to its first damage, and report those that are lost."""
    problems: list[str] = []
    try:
        yield from bag.messages(topics, problems)
    except InputError as error:
        problems.append(f"{error}; the messages after the damage are lost")
    for problem in problems:
        report.lose(problem)


class ImageSelector:
    """Select one image out of `every`, and of those at most `rate` per second."""

    def __init__(self, every: int, rate: float) -> None:
        """Create a selector.

        Args:
            every: Select one image out of this number.
            rate: The maximum number of images per second of bag time; 0 sets no limit.
        """
        self._every, self._period = every, 1e9 / rate if rate else 0.0
        self._count = 0
        self._due = -math.inf

    def selects(self, time: int) -> bool:
        """Return whether an image is selected, given its bag time in nanoseconds; call it once per image in order."""
        self._count += 1
        if (self._count - 1) % self._every or time < self._due:
            return False
        # Advance from the due time instead of the arrival, so that the average rate holds for slightly late images.
        late = time - self._due
        self._due = (self._due if late < self._period else time) + self._period
        return True


def attempt(report: Report, work: Callable[[Message], ResultT], message: Message) -> ResultT | None:
    """Return the result of processing a message; if it fails, count the failure, print new reasons and return None."""
    try:
        return work(message)
    except (InputError, OutOfMemoryError) as error:
        reason = str(error)
    except Exception as error:  # libraries that decode images raise errors of many types; one image must not end all
        short = is_shortage(error)
        reason = f"{'out of memory' if short else f'unexpected {type(error).__name__}'}: {describe(error)}"
    report.fail(reason, f"message on {message.topic} skipped: {reason}")
    return None
