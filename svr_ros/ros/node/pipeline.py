"""What the node does while it is active: receive, reconstruct, publish."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from rclpy.lifecycle import LifecycleNode

from svr_ros.errors import InputError
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros.convert.results import Results
from svr_ros.ros.node.diagnostics import Drop, DropError, Statistics
from svr_ros.ros.node.inputs import Frame, Inputs, Picture
from svr_ros.ros.node.outputs import Outputs
from svr_ros.ros.node.scene_requests import Demand
from svr_ros.ros.node.throttle import Throttle
from svr_ros.ros.node.worker import LatestFrameWorker
from svr_ros.ros.parameters import Settings

_REPEAT_COMPLAINT = 10.0
"""The same sentence is logged at most once in so many seconds."""

_DEACTIVATED = "the node was deactivated before a scene was made"


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
        demand: Demand,
        settings: Callable[[], Settings],
    ) -> None:
        self._node = node
        self._reconstructor = reconstructor
        self._outputs = outputs
        self._statistics = statistics
        self._demand = demand
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

    def hurry(self) -> None:
        """Process the next image that comes without regard to max_rate."""
        if self._worker.hurry():
            self._statistics.dropped(Drop.OVERTAKEN)

    def silence(self) -> list[str]:
        """Return a sentence for each input that has been silent for too long, and log it."""
        sentences = self._inputs.silence()
        for sentence in sentences:
            if self._throttle.due(sentence):
                self._node.get_logger().warning(sentence)
        return sentences

    def why_no_scene(self) -> str:
        """Return what keeps a scene that was asked for from coming."""
        return "; ".join(self.silence()) or "its image is in work, or did not come yet"

    def close(self, timeout: float | None = None) -> None:
        """Stop listening and computing; wait for the image that is in work, at most timeout seconds.

        What was asked for and not begun is answered with why it does not come.
        """
        self._inputs.close()
        self._worker.stop(timeout)
        self._demand.refuse(_DEACTIVATED)

    def _receive(self, frame: Frame) -> None:
        self._statistics.received()
        if not self._demand.any:
            self._statistics.dropped(Drop.DISABLED)
        elif self._worker.offer(frame):
            self._statistics.dropped(Drop.OVERTAKEN)

    def _process(self, frame: Frame) -> None:
        asked = self._demand.take(frame.arrival)
        try:
            told = self._publish_scene(frame, forced=bool(asked))
        except Exception as error:
            for outcome in asked:
                outcome.set_exception(error)
            raise
        for outcome in asked:
            outcome.set_result(told)

    def _publish_scene(self, frame: Frame, forced: bool) -> str:
        """Reconstruct an image and publish what is wanted of it; return one sentence about it.

        Where nobody wants it, the image is dropped, unless the scene is forced. Raises what went wrong.
        """
        settings = self._settings()
        if not (forced or self._demand.enabled):
            self._statistics.dropped(Drop.DISABLED)
            return ""
        picture = self._inputs.picture(frame, settings)
        wanted = self._outputs.wanted()
        if not (forced or wanted):
            self._statistics.dropped(Drop.NO_SUBSCRIBER)
            return ""
        # Before the work, which would be in vain without it.
        placement = self._outputs.place(picture.header, settings)
        reconstruction = self._reconstruct(picture, settings.resolution)
        if self._worker.stopping:
            raise InputError(_DEACTIVATED)
        self._demand.newest = reconstruction
        results = Results(reconstruction, picture.header, picture.info, placement, settings)
        self._outputs.publish(wanted, results)
        latency = time.monotonic() - frame.arrival
        self._statistics.succeeded(latency)
        told = f"scene published {latency:.2f} s after its image came"
        height, width = picture.image.shape[:2]
        self._node.get_logger().info(
            f"first {told}: {width} x {height} pixels, {picture.encoding}, frame {picture.header.frame_id!r}", once=True
        )
        return told if wanted else f"{told}, to nobody: no output has a subscriber"

    def _reconstruct(self, picture: Picture, resolution: int) -> Reconstruction:
        """Reconstruct a picture; raises DropError where memory does not suffice, and tells when it does again."""
        before = self._reconstructor.batch_bytes
        try:
            reconstruction = self._reconstructor.reconstruct(picture.image, picture.camera, resolution)
        except OutOfMemoryError as error:
            raise DropError(Drop.OUT_OF_MEMORY, str(error)) from error
        after = self._reconstructor.batch_bytes
        if after != before:
            self._node.get_logger().info(f"memory suffices again: blocks are decoded {after / 2**20:g} MiB at a time")
        return reconstruction

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
