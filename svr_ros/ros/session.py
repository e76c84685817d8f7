"""What the node does while it is active: receive, reconstruct, publish."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from rclpy.lifecycle import LifecycleNode

from svr_ros.errors import InputError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros.diagnostics import Drop, DropError, Statistics
from svr_ros.ros.inputs import Frame, Inputs
from svr_ros.ros.outputs import Outputs
from svr_ros.ros.parameters import Settings
from svr_ros.ros.throttle import Throttle
from svr_ros.ros.worker import LatestFrameWorker

_REPEAT_COMPLAINT = 10.0
"""The same sentence is logged at most once in so many seconds."""


class Session:
    """Hold the subscriptions and the thread that computes, from activation to close().

    The executor's thread only stores messages, so that it is free for services, parameters and time.
    """

    def __init__(
        self,
        node: LifecycleNode,
        reconstructor: Reconstructor,
        outputs: Outputs,
        statistics: Statistics,
        settings: Callable[[], Settings],
    ) -> None:
        self._node = node
        self._reconstructor = reconstructor
        self._outputs = outputs
        self._statistics = statistics
        self._settings = settings
        self._throttle = Throttle(_REPEAT_COMPLAINT)
        self._worker: LatestFrameWorker[Frame] = LatestFrameWorker(self._process, self._failed)
        self._inputs = Inputs(node, settings, self._receive)
        self.pace()
        self._worker.start()

    def pace(self) -> None:
        """Take up a new max_rate."""
        rate = self._settings().max_rate
        self._worker.pace(1 / rate if rate else 0.0)

    def silence(self) -> list[str]:
        """Return a sentence for each input that has been silent for too long, and log it."""
        sentences = self._inputs.silence()
        for sentence in sentences:
            if self._throttle.due(sentence):
                self._node.get_logger().warning(sentence)
        return sentences

    def close(self, timeout: float | None = None) -> None:
        """Stop listening and computing; wait for the image that is in work, at most timeout seconds."""
        self._inputs.close()
        self._worker.stop(timeout)

    def _receive(self, frame: Frame) -> None:
        self._statistics.received()
        if self._worker.offer(frame):
            self._statistics.dropped(Drop.OVERTAKEN)

    def _process(self, frame: Frame) -> None:
        settings = self._settings()
        picture = self._inputs.picture(frame, settings)
        wanted = self._outputs.wanted()
        if not wanted:
            self._statistics.dropped(Drop.NO_SUBSCRIBER)
            return
        reconstruction = self._reconstructor.reconstruct(picture.image, picture.camera)
        if self._worker.stopping:
            return
        self._outputs.publish(wanted, reconstruction, picture.header, picture.info, settings)
        latency = time.monotonic() - frame.arrival
        self._statistics.succeeded(latency)
        height, width = picture.image.shape[:2]
        self._node.get_logger().info(
            f"first scene published {latency:.2f} s after its image came: {width} x {height} pixels, "
            f"{picture.encoding}, frame {picture.header.frame_id!r}",
            once=True,
        )

    def _failed(self, error: Exception) -> None:
        if self._worker.stopping or not self._node.context.ok():
            return
        expected = isinstance(error, InputError)
        sentence = str(error) if expected else f"unexpected {type(error).__name__}: {error}"
        self._statistics.dropped(error.cause if isinstance(error, DropError) else Drop.FAILED, sentence)
        if not self._throttle.due(sentence):
            return
        if expected:
            self._node.get_logger().warning(f"image dropped: {sentence}")
        else:
            self._node.get_logger().error(f"image dropped: {sentence}\n{''.join(traceback.format_exception(error))}")
