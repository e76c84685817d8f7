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

"""Processing pipeline of the active node: receive, reconstruct, and publish while the next image is reconstructed."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial

from rclpy.lifecycle import LifecycleNode

from svr_ros.errors import InputError, one_line
from svr_ros.geometry import registration
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference import memory
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.weights_view import describe_view, outside_fraction
from svr_ros.ros.node.diagnostics import Drop, DropError, Statistics
from svr_ros.ros.node.inputs import Inputs, ReceivedImage
from svr_ros.ros.node.known_inputs import KnownInputs, Use
from svr_ros.ros.node.outputs import Outputs
from svr_ros.ros.node.pipeline_scene import Scene, SceneSink
from svr_ros.ros.node.scene_requests import SceneRequests
from svr_ros.ros.node.throttle import Throttle
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.node.worker import LatestFrameWorker, NextStage
from svr_ros.ros.parameters import Settings

_LOG_INTERVAL = 10.0
"""Minimum number of seconds between two identical log messages."""

_MUCH_OUTSIDE = 0.25
"""Minimum fraction of the camera's pixels outside of the view of the weights for a warning."""

_DEACTIVATED = "the node was deactivated before a scene was made"


class Pipeline:
    """Own the subscriptions and two threads, for reconstruction and for publishing, from activation to close().

    The executor's thread only stores messages, which keeps it free for services, parameters and time. A scene is
    published while the next image, the newest one at that time, is reconstructed; the order of the images is kept.

    Attributes:
        outside_fraction: The fraction of the camera's pixels outside of the view of the weights; None before the first
            image.
    """

    def __init__(
        self,
        node: LifecycleNode,
        reconstructor: Reconstructor,
        outputs: Outputs,
        statistics: Statistics,
        requests: SceneRequests,
        use: Use,
        transforms: TransformBuffer,
        settings: Callable[[], Settings],
        sink: SceneSink | None = None,
    ) -> None:
        """Start the processing thread, warm it up and subscribe.

        The caller destroys the subscriptions that exist if an exception is raised.

        Args:
            node: The node.
            reconstructor: The reconstructor.
            outputs: The publishers.
            statistics: The counters of images.
            requests: The requests for scenes.
            use: The known geometry that is used.
            transforms: The transforms of tf2.
            settings: Returns the current settings.
            sink: Receiver of every scene, such as a map; None for none.

        Raises:
            OutOfMemoryError: If memory does not suffice for the warm-up.
            InputError: If a quality-of-service parameter has a value that is not allowed.
        """
        self._node = node
        self._reconstructor = reconstructor
        self._outputs = outputs
        self._statistics = statistics
        self._requests = requests
        self._settings = settings
        self._use = use
        self._sink = sink
        self._throttle = Throttle(_LOG_INTERVAL)
        self._camera: Camera | None = None
        self.outside_fraction: float | None = None
        self._worker: LatestFrameWorker[ReceivedImage] = LatestFrameWorker(self._process, self._log_failure)
        self._publishing = NextStage("publish", self._log_failure)
        self._worker.start(self._warm_up)
        try:
            known = KnownInputs(node, settings, use, transforms, statistics)
            self._inputs = Inputs(node, settings, self._receive, known)
        except Exception:
            self._worker.stop()
            raise
        self.set_rate()

    def set_rate(self) -> None:
        """Apply a changed max_rate."""
        self._worker.set_rate(self._settings().max_rate)

    def skip_rate_limit(self) -> None:
        """Process the next image on arrival, regardless of max_rate."""
        if self._worker.skip_rate_limit():
            self._statistics.dropped(Drop.OVERTAKEN)

    def stale_inputs(self) -> list[str]:
        """Return and log a sentence for each input without a message for input_timeout seconds."""
        sentences = self._inputs.stale_inputs() + self._inputs.stale_known()
        for sentence in sentences:
            if self._throttle.due(sentence):
                self._node.get_logger().warning(sentence)
        return sentences

    def describe_delay(self) -> str:
        """Return why a requested scene has not been made yet."""
        return "; ".join(self._inputs.stale_inputs()) or "its image is being processed, or has not arrived"

    def close(self, timeout: float) -> bool:
        """Stop receiving and processing; waiting requests are answered with an error.

        Args:
            timeout: The maximum time in seconds to wait for the current image.

        Returns:
            Whether processing has ended; if not, the result of the current image will be discarded.
        """
        self._inputs.close()
        ended = self.wait(timeout)
        self._requests.reject(_DEACTIVATED)
        return ended

    def wait(self, timeout: float) -> bool:
        """Return whether processing has ended within `timeout` seconds after close()."""
        deadline = time.monotonic() + timeout
        ended = self._worker.stop(timeout) and self._publishing.wait(max(0.0, deadline - time.monotonic()))
        if ended:
            self._publishing.close()
        return ended

    def _warm_up(self) -> None:
        """Reconstruct noise and make all outputs of it, so that the first image is not slower than later ones."""
        settings = self._settings()
        with_depth = self._use.depth or self._use.points
        if with_depth:
            registration.warm_up()
        scene = self._reconstructor.warm_up(settings.resolution, with_depth)
        self._outputs.warm_up(scene, settings)
        if self._sink is not None:
            self._sink.warm_up(scene)

    def _receive(self, image: ReceivedImage) -> None:
        self._statistics.received()
        if not self._requests.next_image_needed:
            self._statistics.dropped(Drop.DISABLED)
            return
        self._inputs.expect(image)
        if self._worker.offer(image):
            self._statistics.dropped(Drop.OVERTAKEN)

    def _process(self, image: ReceivedImage) -> None:
        """Reconstruct an image, and queue its scene and the requests made before it for publishing."""
        requests = self._requests.take(image.arrival)
        try:
            scene = self._make_scene(image, requested=bool(requests))
        except Exception as error:
            _fail(requests, error)
            raise
        if scene is not None:
            self._publishing.run(partial(self._publish_and_answer, scene, requests))

    def _publish_and_answer(self, scene: Scene, requests: Iterable[Future[str]]) -> None:
        """Publish a scene and answer its requests, in the publishing thread."""
        try:
            answer = self._publish(scene)
        except Exception as error:
            _fail(requests, error)
            raise
        for request in requests:
            request.set_result(answer)

    def _make_scene(self, image: ReceivedImage, requested: bool) -> Scene | None:
        """Reconstruct an image.

        Unless the scene was requested, the image is dropped if the stream is disabled or no output has a subscriber.

        Returns:
            The scene; None if the image was dropped.

        Raises:
            DropError: If the image is too old, or its CameraInfo, its transform or memory is missing.
            InputError: If the image or its CameraInfo is not valid, or the node was deactivated.
        """
        # Decode the image
        settings = self._settings()
        if not (requested or self._requests.enabled):
            self._statistics.dropped(Drop.DISABLED)
            return None
        camera_image = self._inputs.decode(image, settings)
        self._raise_if_stopping()
        self._check_view(camera_image.camera)

        # Check for subscribers and look up the frame, before the costly reconstruction
        names = self._outputs.subscribed()
        if not (requested or names or self._sink):
            self._statistics.dropped(Drop.NO_SUBSCRIBER)
            return None
        output_frame = self._outputs.lookup_frame(camera_image.header)
        pose = None if self._sink is None else self._sink.locate(camera_image.header)

        # Reconstruct
        known = self._inputs.known_geometry(image, camera_image, settings)
        self._raise_if_stopping()
        reconstruction = self._reconstruct(camera_image, settings.resolution, known)
        self._raise_if_stopping()
        self._requests.latest = reconstruction
        with_instances = settings.voxel_instances and "voxels" in names
        results = Results(
            reconstruction, camera_image.header, camera_image.info, output_frame, settings, with_instances
        )
        return Scene(image, camera_image, names, results, pose)

    def _publish(self, scene: Scene) -> str:
        """Publish the outputs of a scene and return one sentence about it.

        Raises:
            InputError: If the node was deactivated.
        """
        # Publish
        self._raise_if_stopping()
        self._outputs.publish(scene.names, scene.results)
        if self._sink is not None and scene.pose is not None:
            self._sink.add(scene.results.reconstruction, scene.pose, scene.camera_image.header)
        latency = time.monotonic() - scene.image.arrival
        self._statistics.succeeded(latency)

        # Report
        report = f"scene published {latency:.2f} s after its image arrived"
        camera_image = scene.camera_image
        height, width = camera_image.image.shape[:2]
        self._node.get_logger().info(
            f"first {report}: {width} x {height} pixels, {quoted(camera_image.encoding)}, "
            f"frame {quoted(camera_image.header.frame_id)}",
            once=True,
        )
        return report if scene.names else f"{report}, but no output has a subscriber"

    def _raise_if_stopping(self) -> None:
        if self._worker.stopping:
            raise InputError(_DEACTIVATED)

    def _check_view(self, camera: Camera) -> None:
        """Compute how much of a new camera's image lies outside of the view of the weights; warn if it is much."""
        if camera == self._camera:
            return
        self._camera = camera
        self.outside_fraction = outside_fraction(camera, self._reconstructor.config.frustum)
        if self.outside_fraction >= _MUCH_OUTSIDE:
            view = describe_view(self._reconstructor.config.frustum)
            self._node.get_logger().warning(
                f"{self.outside_fraction:.0%} of the camera's pixels are outside of the view of the weights, {view}"
            )

    def _reconstruct(self, camera_image: CameraImage, resolution: int, known: KnownGeometry | None) -> Reconstruction:
        """Reconstruct an image; log if the decoding batch grew again after an out-of-memory error.

        Raises:
            DropError: If memory is insufficient.
        """
        before = self._reconstructor.batch_bytes
        try:
            reconstruction = self._reconstructor.reconstruct(camera_image.image, camera_image.camera, resolution, known)
        except OutOfMemoryError as error:
            raise DropError(Drop.OUT_OF_MEMORY, str(error)) from error
        after = self._reconstructor.batch_bytes
        if after != before:
            self._node.get_logger().info(f"memory recovered: blocks are decoded {after / 2**20:g} MiB at a time")
        return reconstruction

    def _log_failure(self, error: Exception) -> None:
        """Count a dropped image and log the reason, with a traceback if the error was unexpected."""
        if self._worker.stopping or not self._node.context.ok():
            return
        if memory.is_shortage(error):  # while decoding the image or making messages
            error = DropError(Drop.OUT_OF_MEMORY, f"out of memory ({memory.describe_shortage(error)})")
        if memory.is_device_lost(error):
            self._node.end_process(str(error))
        expected = isinstance(error, InputError)
        sentence = one_line(str(error) if expected else f"unexpected {type(error).__name__}: {error}")
        self._statistics.dropped(error.cause if isinstance(error, DropError) else Drop.FAILED, sentence)
        if not self._throttle.due(sentence):
            return
        if expected:
            self._node.get_logger().warning(f"image dropped: {sentence}")
        else:
            self._node.get_logger().error(f"image dropped: {sentence}\n{''.join(traceback.format_exception(error))}")


def _fail(requests: Iterable[Future[str]], error: Exception) -> None:
    """Answer requests with the error that prevented their scene."""
    for request in requests:
        request.set_exception(error)
