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

"""Map of the node, which integrates scenes with the poses of their cameras, and its publishers."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from svr_ros.errors import InputError, one_line
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.distances import Distances
from svr_ros.mapping.keyframes import Keyframes, rebuild
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.paths import expanded
from svr_ros.ros.convert.map_topics import (
    MapOutput,
    MapResults,
    map_object_outputs,
    map_outputs,
    map_vision_outputs,
)
from svr_ros.ros.convert.recent_messages import nanoseconds
from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.node import qos
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.throttle import Throttle
from svr_ros.ros.node.transforms import TransformBuffer

_JUMP = 1.0
"""Seconds by which a stamp may be older than the previous one without a warning that time has jumped back."""

_LOG_INTERVAL = 10.0
"""Minimum number of seconds between two warnings of one kind."""

T = TypeVar("T")


class MapKeeper:
    """Own the map and its publishers, from configure to destroy().

    The map is used by one thread at a time: that of the scenes, those of the services, and that of a rebuild.
    """

    def __init__(self, node: LifecycleNode, transforms: TransformBuffer, settings: Callable[[], MapSettings]) -> None:
        """Load the map of map_file, or start an empty one, and create the publishers.

        Raises:
            InputError: If the map cannot be loaded, Open3D or tf2 is missing, or a QoS parameter is not allowed.
        """
        self._node = node
        self._transforms = transforms
        self._settings = settings
        self._lock = threading.Lock()
        transforms.start()
        self._frame = settings().global_frame.lstrip("/")
        if not self._frame:
            raise InputError("global_frame is empty; expected the tf2 frame of the map, such as map or odom")
        self._loaded = bool(settings().map_file)
        self._scene = self._load(settings().map_file) if self._loaded else self._empty()
        self._use_archive(self._scene)
        self._keyframes = Keyframes(settings().map_keyframes) if settings().map_keyframes else None
        self._rebuilder = ThreadPoolExecutor(1, "map_rebuild")
        self._destroyed = False
        self._missing = ""
        self._outputs = map_outputs(len(settings().height_ranges)) | self._object_outputs()
        self._publishers = {
            name: node.create_lifecycle_publisher(
                output.kind,
                f"~/{name}",
                qos.publisher_profile(
                    node, f"~/{name}", qos.latched_output() if output.latched else qos.result_output()
                ),
            )
            for name, output in self._outputs.items()
        }
        self._throttle = Throttle(_LOG_INTERVAL)
        self._published = -math.inf
        self._stamp = -math.inf

    def warm_up(self, scene: Reconstruction) -> None:
        """Integrate a scene into a map that is not kept, and make all its messages."""
        settings = self._settings()
        trial = SemanticMap(config=self._config())
        trial.integrate(scene, np.eye(4))
        trial.distance(np.zeros((1, 3)))
        results = MapResults(trial, Header(), np.zeros(3), settings)
        for output in self._outputs.values():
            output.make(results)

    def locate(self, header: Header) -> NDArray[np.float64]:
        """Return the pose [4, 4] of the camera in the map at an image's stamp.

        Raises:
            DropError: If the transform is not known.
        """
        try:
            return self._transforms.lookup(Header(stamp=header.stamp, frame_id=self._frame), header)
        except InputError as error:
            raise DropError(Drop.NO_TRANSFORM, str(error)) from error

    def add(self, scene: Reconstruction, pose: NDArray[np.float64], header: Header) -> None:
        """Integrate a scene, and publish the map if it is due."""
        stamp = nanoseconds(header.stamp) / 1e9
        restarted = stamp < self._stamp - _JUMP
        if restarted:
            self._node.get_logger().warning(
                f"time jumped back by {self._stamp - stamp:.1f} s: the map is kept; call ~/clear_map for a new one"
            )
        self._stamp = stamp
        map_from_odometry = self._map_from_odometry(header)
        with self._lock:
            if self._keyframes is not None and restarted:
                self._keyframes.restart()
            if self._keyframes is not None and map_from_odometry is not None:
                self._follow(self._keyframes, map_from_odometry, stamp)
            result = self._scene.integrate(scene, pose, stamp)
            if self._keyframes is not None:
                self._keyframes.add(result, pose, stamp)
            now = time.monotonic()
            if now - self._published < 1 / self._settings().map_rate:
                return
            self._published = now
            self._publish(pose[:3, 3], header)

    def use(self, work: Callable[[SemanticMap], T]) -> T:
        """Return the result of a function of the map, which no other thread uses while it runs."""
        with self._lock:
            return work(self._scene)

    def distance(self, points: NDArray[np.float64]) -> Distances:
        """Return the distances of points [N, 3]; raises InputError if they are not finite.

        From the second call on, other work on the map does not delay them.
        """
        scene = self._scene
        return scene.distance(points) if scene.keeps_distances else self.use(lambda scene: scene.distance(points))

    def replace(self, path: Path) -> None:
        """Replace the map by that of a file.

        Raises:
            InputError: If it cannot be loaded; the map is kept then.
        """
        loaded = self._load(str(path))
        with self._lock:
            self._use_archive(loaded)
            self._scene, self._loaded = loaded, True
            if self._keyframes is not None:
                self._keyframes.clear()

    def clear(self) -> None:
        """Remove everything from the map, and the kept frames."""
        with self._lock:
            self._scene.clear()
            self._loaded = False
            if self._keyframes is not None:
                self._keyframes.clear()

    def start_rebuild(self) -> Future[str]:
        """Start to rebuild the map from the kept frames; the future has a sentence, or InputError if it cannot be."""
        return self._rebuilder.submit(self._rebuild)

    def values(self) -> dict[str, str]:
        """Return the state of the map for diagnostics."""
        scene = self._scene
        values = {
            "map: frames": str(scene.frames),
            "map: blocks": str(len(scene)),
            "map: memory (MiB)": f"{scene.bytes / 2**20:.0f}",
        }
        if self._keyframes is not None:
            values["map: keyframes"] = str(len(self._keyframes))
            values["map: keyframes (MiB)"] = f"{self._keyframes.bytes / 2**20:.0f}"
        return values

    def remove_archive(self) -> None:
        """Remove the archived blocks; a computation that still uses them removes them when it ends."""
        self._scene.use_archive(None)

    def destroy(self) -> None:
        """Destroy the publishers, remove the archived blocks, and end a rebuild."""
        self.remove_archive()
        self._destroyed = True
        self._rebuilder.shutdown(wait=False, cancel_futures=True)
        for publisher in self._publishers.values():
            self._node.destroy_lifecycle_publisher(publisher)

    def _map_from_odometry(self, header: Header) -> NDArray[np.float64] | None:
        """Return the transform [4, 4] from the odometry's frame to the map at a stamp; None if no frames are kept."""
        odometry = self._settings().map_odometry_frame.lstrip("/")
        if self._keyframes is None or odometry == self._frame:
            return None
        try:
            target = Header(stamp=header.stamp, frame_id=self._frame)
            # The camera's pose at this stamp is known, so that there is nothing to wait for
            return self._transforms.lookup(target, Header(stamp=header.stamp, frame_id=odometry), timeout=0.0)
        except InputError as error:
            self._node.get_logger().warning(f"kept frames are not corrected: {one_line(str(error))}", once=True)
            return None

    def _follow(self, keyframes: Keyframes, map_from_odometry: NDArray[np.float64], stamp: float) -> None:
        """Correct the kept frames if the map has jumped against the odometry, and rebuild it if that is wanted."""
        moved = keyframes.follow(map_from_odometry, stamp)
        if not moved:
            return
        automatic = self._settings().map_rebuild_on_jump
        self._node.get_logger().info(
            f"{self._frame} jumped against {self._settings().map_odometry_frame} by {moved:.2f} m: the poses of "
            f"{len(keyframes)} kept frames are corrected; " + ("rebuilding" if automatic else "~/rebuild uses them")
        )
        if automatic:
            self.start_rebuild().add_done_callback(self._log_rebuild)

    def _log_rebuild(self, outcome: Future[str]) -> None:
        """Log the outcome of a rebuild that nobody has called for."""
        if outcome.cancelled() or self._destroyed:
            return
        error = outcome.exception()
        if error is not None:
            self._node.get_logger().warning(f"the map is not rebuilt: {one_line(str(error))}")

    def _rebuild(self) -> str:
        """Replace the map by that of the kept frames, and return one sentence; frames are integrated meanwhile."""
        keyframes = self._keyframes
        if keyframes is None:
            raise InputError("no frames are kept; expected map_keyframes above 0 before the node is configured")
        start = time.monotonic()
        while True:
            with self._lock:
                if self._loaded:
                    raise InputError("the map is from a file, which has no frames; expected a map that was not loaded")
                version, frames = keyframes.version, keyframes.frames()
            # Build the new map while the old one is in use
            scene = self._empty()
            for one in frames:
                if self._destroyed:
                    raise InputError("the node is being cleaned up; expected a configured one")
                rebuild(scene, [one])
            if self._scene.keeps_distances:
                scene.distance(np.zeros((1, 3)))
            # Add the frames that came meanwhile; start again if poses were corrected or the map was cleared
            with self._lock:
                if keyframes.version != version:
                    continue
                done = set(map(id, frames))
                rebuild(scene, [one for one in keyframes.frames() if id(one) not in done])
                scene.continue_scale(self._scene)
                self._scene = scene
            sentence = f"map rebuilt from {len(keyframes)} frames in {time.monotonic() - start:.1f} s"
            self._node.get_logger().info(sentence)
            return sentence

    def _publish(self, position: NDArray[np.float64], header: Header) -> None:
        """Publish the topics that have a subscriber; latched ones always, for those that come later."""
        stamped = Header(stamp=header.stamp, frame_id=self._frame)
        results = MapResults(self._scene, stamped, position, self._settings())
        topic = self._node.resolve_topic_name("~/map_objects")
        if self._missing and self._node.count_subscribers(topic):
            self._node.get_logger().warning(f"{topic} has a subscriber, but {self._missing}", once=True)
        for name, output in self._outputs.items():
            publisher = self._publishers[name]
            if not (output.latched or publisher.get_subscription_count()):
                continue
            try:
                publisher.publish(output.make(results))
            except InputError as error:  # such as a map that is too large for one grid; the other topics go on
                sentence = f"~/{name} is not published: {one_line(str(error))}"
                if self._throttle.due(sentence):
                    self._node.get_logger().warning(sentence)

    def _object_outputs(self) -> dict[str, MapOutput]:
        """Return the topics of objects; those without a message type are noted as missing."""
        if not self._settings().map_objects:
            return {}
        try:
            return map_object_outputs() | map_vision_outputs()
        except InputError as error:
            self._missing = str(error)
            return map_object_outputs()

    def _config(self) -> MapConfig:
        settings = self._settings()
        return MapConfig(
            settings.map_voxel_size, map_radius=settings.map_radius or math.inf, with_objects=settings.map_objects
        )

    def _empty(self) -> SemanticMap:
        return SemanticMap(config=self._config())

    def _use_archive(self, scene: SemanticMap) -> None:
        """Make a map archive its far blocks in a subfolder of map_archive."""
        if archive := self._settings().map_archive:
            scene.use_archive(expanded(archive))

    def _load(self, path: str) -> SemanticMap:
        """Return the map of a file; its voxels must have the size of the parameter."""
        loaded = SemanticMap.load(path, self._config())
        if not math.isclose(loaded.config.voxel_size, self._settings().map_voxel_size, rel_tol=1e-6):
            raise InputError(
                f"{path} has voxels of {loaded.config.voxel_size:g} m; expected map_voxel_size, "
                f"{self._settings().map_voxel_size:g} m"
            )
        return loaded
