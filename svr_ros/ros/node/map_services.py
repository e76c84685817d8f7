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

"""Services of the map: save, load, clear and rebuild it, and answer distances."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from geometry_msgs.msg import Vector3
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.lifecycle import LifecycleNode
from std_srvs.srv import Trigger

from svr_ros.errors import InputError
from svr_ros.mapping.distances import Distances
from svr_ros.mapping.map_file import SUFFIX
from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.node import ending, qos
from svr_ros.ros.node.answers import Answers
from svr_ros.ros.node.map_keeper import MapKeeper
from svr_ros.ros.node.services import path_within
from svr_ros.srv import MapDistance, MapFile

_UNCONFIGURED = "the node is not configured and has no map; expected configure first"


class MapServices:
    """Own the services of the map for the lifetime of the node; their work is done in threads of its own."""

    def __init__(
        self, node: LifecycleNode, keeper: Callable[[], MapKeeper | None], settings: Callable[[], MapSettings]
    ) -> None:
        """Create the services.

        Args:
            node: The node that owns the services.
            keeper: Returns the owner of the map; None while the node is not configured.
            settings: Returns the current settings.
        """
        self._node = node
        self._keeper = keeper
        self._settings = settings
        self._worker = ThreadPoolExecutor(1, "map_services")
        self._queries = ThreadPoolExecutor(1, "map_distance")  # not behind a map that is being written
        self._pending: set[Future[str]] = set()
        group = ReentrantCallbackGroup()
        self._answers = Answers(node, group, lambda: settings().service_timeout)
        for kind, name, callback in (
            (MapFile, "~/save_map", self._save),
            (MapFile, "~/load_map", self._load),
            (Trigger, "~/clear_map", self._clear),
            (Trigger, "~/rebuild", self._rebuild),
            (MapDistance, "~/distance", self._distance),
        ):
            node.create_service(kind, name, callback, qos_profile=qos.service(), callback_group=group)

    def close(self, timeout: float) -> None:
        """Accept no further work, and wait for a map that is being written for at most `timeout` seconds."""
        dropped = sum(outcome.cancel() for outcome in list(self._pending))
        for worker in (self._worker, self._queries):
            worker.shutdown(wait=False)
        if dropped:
            ending.report(self._node, f"{dropped} requests to the map are dropped, because the node ends")
        if concurrent.futures.wait(set(self._pending), timeout).not_done:
            ending.report(self._node, "a request to the map is dropped, because the node ends")

    async def _save(self, request: MapFile.Request, response: MapFile.Response) -> MapFile.Response:
        def work(keeper: MapKeeper) -> str:
            target = self._path(request.path)
            keeper.use(lambda scene: scene.save(target))
            return str(target)

        return await self._answers.fill(
            response, self._start(work), lambda: "the map is still being written", queued=True
        )

    async def _load(self, request: MapFile.Request, response: MapFile.Response) -> MapFile.Response:
        def work(keeper: MapKeeper) -> str:
            target = self._path(request.path)
            if target.exists() and not target.is_file():  # a pipe would block the thread
                raise InputError(f"{target} is not a regular file; expected a map that was saved before")
            keeper.replace(target)
            return str(target)

        return await self._answers.fill(response, self._start(work), lambda: "the map is still being read", queued=True)

    async def _clear(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        def work(keeper: MapKeeper) -> str:
            keeper.clear()
            return "the map is empty"

        return await self._answers.fill(response, self._start(work), lambda: "the map is in use", queued=True)

    async def _rebuild(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        keeper = self._keeper()
        outcome = self._start(lambda keeper: "") if keeper is None else keeper.start_rebuild()
        return await self._answers.fill(
            response, outcome, lambda: "the map is being rebuilt, and will be replaced then"
        )

    async def _distance(self, request: MapDistance.Request, response: MapDistance.Response) -> MapDistance.Response:
        found: list[MapDistance.Response] = []

        def work(keeper: MapKeeper) -> str:
            points = np.array([(point.x, point.y, point.z) for point in request.points], np.float64).reshape(-1, 3)
            found.append(_distance_response(keeper.distance(points)))
            return f"{len(points)} points"

        outcome = self._start(work, self._queries)
        response = await self._answers.fill(response, outcome, lambda: "the map is in use", queued=True)
        if response.success:
            (result,) = found
            result.success, result.message = response.success, response.message
            return result
        return response

    def _start(self, work: Callable[[MapKeeper], str], worker: ThreadPoolExecutor | None = None) -> Future[str]:
        """Start work on the map in a thread, by default that of the services."""

        def checked() -> str:
            keeper = self._keeper()
            if keeper is None:
                raise InputError(_UNCONFIGURED)
            return work(keeper)

        outcome = (worker or self._worker).submit(checked)
        self._pending.add(outcome)
        outcome.add_done_callback(self._pending.discard)
        return outcome

    def _path(self, path: str) -> Path:
        return path_within(self._settings().save_directory, path, (SUFFIX,))


def _distance_response(result: Distances) -> MapDistance.Response:
    """Return the response about some points, in the thread of the services: a million of them takes seconds."""
    response = MapDistance.Response()
    response.distances = result.distance.tolist()
    response.gradients = [Vector3(x=x, y=y, z=z) for x, y, z in result.gradient.astype(float).tolist()]
    response.labels, response.layers = result.labels.tolist(), result.layer.tolist()
    return response
