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

"""A robot whose camera sends invalid images and calibrations to a node."""

import array

import numpy as np
from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticArray
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, CompressedImage, Image

from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration
from svr_ros.ros.node import qos

FRAME = "head_camera_optical_frame"
WIDTH, HEIGHT = 320, 240
TOPIC = "/camera/image_raw"
NOW = 1000
"""Seconds of the simulated clock."""

CAMERA = Camera.from_hfov(WIDTH, HEIGHT, np.radians(75))
PIXELS = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
HUGE = 2**32 - 1


def good_image(sec=NOW, nanosec=0, **changes):
    message = Image(width=WIDTH, height=HEIGHT, encoding="rgb8", step=3 * WIDTH)
    message.data = array.array("B", PIXELS.tobytes())
    message.header.frame_id = FRAME
    message.header.stamp = Time(sec=sec, nanosec=nanosec)
    return changed(message, changes)


def good_info(**changes):
    message = calibration.info_from_camera(CAMERA)
    message.header.frame_id = FRAME
    return changed(message, changes)


def changed(message, changes):
    for name, value in changes.items():
        setattr(message, name, array.array("B", value) if isinstance(value, bytes) else value)
    return message


GOOD_INFO = good_info()


class Robot:
    """Publish clock, images and calibrations to a node, and collect its outputs."""

    def __init__(self, bench, node):
        self.bench, self.node = bench, node
        create = bench.node.create_publisher
        self._clock = create(Clock, "/clock", 1)
        self._infos = create(CameraInfo, "/camera/camera_info", qos.result_output())
        self._images = {
            Image: create(Image, TOPIC, qos.result_output()),
            CompressedImage: create(CompressedImage, f"{TOPIC}/compressed", qos.result_output()),
        }
        self._diagnostics = bench.listen(DiagnosticArray, "/diagnostics", 10)
        self._reports = bench.received["/diagnostics"]
        self._answers = bench.listen(CameraInfo, "/reconstruct/camera_info", qos.result_output())

    def close(self):
        """Destroy publishers and subscriptions, which other tests on the same bench would discover."""
        for subscription in (self._answers, self._diagnostics):
            self.bench.node.destroy_subscription(subscription)
        for publisher in (self._clock, self._infos, *self._images.values()):
            self.bench.node.destroy_publisher(publisher)

    def send(self, image, info=GOOD_INFO, clock=NOW, kind=None):
        self._clock.publish(Clock(clock=Time(sec=clock)))
        if info is not None:
            self._infos.publish(info)
        self._images[kind or type(image)].publish(image)

    def is_refused(self, sentence, image, info=GOOD_INFO, **more):
        """Send until the node reports exactly this sentence in one line, in its log or on /diagnostics.

        The log has each kind of sentence at most once per ten seconds.
        """
        end = f"image dropped: {sentence}"
        self._reports.clear()

        def said():
            reported = any(status.message == sentence for report in self._reports for status in report.status)
            logged = any(line.endswith(end) for line in self.node.log.splitlines())
            return logged or reported or not self.node.alive()

        self.bench.wait(
            said, lambda: f"{sentence!r} in: {self.node.log[-2000:]}", lambda: self.send(image, info, **more)
        )
        assert self.node.alive(), self.node.log

    def failed(self):
        """Return the number of images that the node has dropped as invalid, by its newest report."""
        self.bench.wait(lambda: self._statuses(), "a report")
        values = {pair.key: pair.value for pair in self._statuses()[-1].values}
        return int(values["dropped: failed"])

    def _statuses(self):
        return [status for report in self._reports for status in report.status if status.values]

    def is_answered(self, image, times=1, **more):
        """Send until the node answers `times` times with the stamp of the image."""
        answers = self.bench.received["/reconstruct/camera_info"]
        answers.clear()

        def answered():
            assert self.node.alive(), self.node.log
            return sum(answer.header == image.header for answer in answers) >= times

        self.bench.wait(answered, lambda: f"an answer; log: {self.node.log[-2000:]}", lambda: self.send(image, **more))

    def call(self, kind, name, **request):
        return self.bench.call(kind, f"/reconstruct/{name}", kind.Request(**request))
