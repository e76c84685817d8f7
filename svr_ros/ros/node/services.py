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

"""Services of the node: reconstruct one image, save the latest scene, enable or disable the stream."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.lifecycle import LifecycleNode
from std_srvs.srv import SetBool, Trigger

from svr_ros.errors import InputError
from svr_ros.inference import files
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.node import ending, qos
from svr_ros.ros.node.answers import Answers
from svr_ros.ros.node.pipeline import Pipeline
from svr_ros.ros.node.scene_requests import SceneRequests
from svr_ros.ros.parameters import Settings
from svr_ros.srv import SaveMesh

_MAX_PATH = 500
"""Maximum number of characters of a path in a response."""


class Services:
    """Own the services for the lifetime of the node; requests that cannot be served are answered with the reason.

    Long services wait without blocking the executor.
    """

    def __init__(
        self,
        node: LifecycleNode,
        requests: SceneRequests,
        pipeline: Callable[[], Pipeline | None],
        settings: Callable[[], Settings],
    ) -> None:
        """Create the services.

        Args:
            node: The node that owns the services.
            requests: The requests for scenes, shared with the pipeline.
            pipeline: Returns the pipeline; None while the node is not active.
            settings: Returns the current settings.
        """
        self._node = node
        self._requests = requests
        self._pipeline = pipeline
        self._settings = settings
        # Use a reentrant group: in the default group, a waiting service would block all other callbacks.
        self._group = ReentrantCallbackGroup()
        self._answers = Answers(node, self._group, lambda: self._settings().service_timeout)
        self._writer = ThreadPoolExecutor(1, "save_mesh")
        self._saving: set[concurrent.futures.Future[str]] = set()
        for kind, name, callback in (
            (Trigger, "~/reconstruct", self._reconstruct),
            (SaveMesh, "~/save_mesh", self._save_mesh),
            (SetBool, "~/enable", self._enable),
        ):
            node.create_service(kind, name, callback, qos_profile=qos.service(), callback_group=self._group)

    def close(self, timeout: float) -> None:
        """Wait for the files that are being written; if they are not finished in time, remove the partial ones."""
        dropped = sum(outcome.cancel() for outcome in list(self._saving))
        self._writer.shutdown(wait=False)
        if dropped:
            ending.report(self._node, f"{dropped} requests to save a file are dropped, because the node ends")
        if concurrent.futures.wait(set(self._saving), timeout).not_done:
            ending.report(self._node, "a file that is being written is dropped, because the node ends")
        files.remove_partial_files()

    async def _reconstruct(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        pipeline = self._pipeline()
        if pipeline is None:
            response.message = "the node is not active; expected configure and activate first"
            return response
        outcome = self._requests.request()
        pipeline.skip_rate_limit()
        return await self._answers.fill(response, outcome, pipeline.describe_delay)

    async def _save_mesh(self, request: SaveMesh.Request, response: SaveMesh.Response) -> SaveMesh.Response:
        scene = self._requests.latest
        if scene is None:
            response.message = "there is no scene to save yet; expected one that was published, or call ~/reconstruct"
            return response
        outcome = self._writer.submit(_save, scene, request.path, self._settings())
        self._saving.add(outcome)
        outcome.add_done_callback(self._saving.discard)
        return await self._answers.fill(
            response, outcome, lambda: f"{quoted(request.path, _MAX_PATH)} is still being written", queued=True
        )

    def _enable(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        self._requests.enabled = request.data
        response.success = True
        response.message = f"images are reconstructed {'on arrival' if request.data else 'by ~/reconstruct only'}"
        self._node.get_logger().info(f"~/enable: {response.message}")
        return response


def _save(scene: Reconstruction, path: str, settings: Settings) -> str:
    target = path_within(settings.save_directory, path)
    files.write(scene, target, colors=settings.mesh_colors, max_distance_error=settings.max_distance_error)
    return str(target)


def path_within(directory: str, path: str, suffixes: Sequence[str] | None = None) -> Path:
    """Return the absolute path of a file within a directory, and create the directory.

    `..` and symbolic links are resolved before the check; subfolders are not created.

    Args:
        directory: The directory; ~ is the home directory.
        path: The path of the file, absolute or relative to the directory.
        suffixes: The allowed suffixes; by default, those of scenes.

    Raises:
        InputError: If the path leaves the directory or cannot be written.
    """
    try:
        allowed = Path(directory).expanduser().resolve()
        target = (allowed / path).resolve()
        if not path or not target.is_relative_to(allowed) or target == allowed:
            raise InputError(
                f"path is {quoted(path, _MAX_PATH)}; expected a file in {allowed}, the parameter save_directory"
            )
        allowed.mkdir(parents=True, exist_ok=True)
        return files.check_output(target, suffixes)
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"path {quoted(path, _MAX_PATH)} cannot be used: {error}") from error
