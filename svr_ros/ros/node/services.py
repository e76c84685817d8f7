"""The node's services: one scene now, the newest scene as a file, and a switch for the stream."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from rclpy.task import Future
from std_srvs.srv import SetBool, Trigger

from svr_ros.errors import InputError
from svr_ros.inference import files
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.ros.node.pipeline import Session
from svr_ros.ros.node.scene_requests import Demand
from svr_ros.ros.parameters import Settings
from svr_ros.srv import SaveMesh

ResponseT = TypeVar("ResponseT", Trigger.Response, SaveMesh.Response)


class Services:
    """Own the services, from the node's start to its end; what cannot be done now is answered with why.

    A service that takes long waits without holding the executor.
    """

    def __init__(
        self,
        node: LifecycleNode,
        demand: Demand,
        session: Callable[[], Session | None],
        settings: Callable[[], Settings],
    ) -> None:
        self._node = node
        self._demand = demand
        self._session = session
        self._settings = settings
        # In the default group, whose callbacks exclude each other, an answer that waits would stop the node.
        self._group = ReentrantCallbackGroup()
        self._steady = Clock(clock_type=ClockType.STEADY_TIME)
        self._writer = ThreadPoolExecutor(1, "save_mesh")
        for kind, name, callback in (
            (Trigger, "~/reconstruct", self._reconstruct),
            (SaveMesh, "~/save_mesh", self._save_mesh),
            (SetBool, "~/enable", self._enable),
        ):
            node.create_service(kind, name, callback, callback_group=self._group)

    async def _reconstruct(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        session = self._session()
        if session is None:
            response.message = "the node is not active; expected configure and activate first"
            return response
        outcome = self._demand.ask()
        session.hurry()
        return await self._answer(response, outcome, session.why_no_scene)

    async def _save_mesh(self, request: SaveMesh.Request, response: SaveMesh.Response) -> SaveMesh.Response:
        scene = self._demand.newest
        if scene is None:
            response.message = "there is no scene to save yet; expected one that was published, or call ~/reconstruct"
            return response
        outcome = self._writer.submit(_save, scene, request.path, self._settings())
        return await self._answer(response, outcome, lambda: f"{request.path} is still being written")

    def _enable(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        self._demand.enabled = request.data
        response.success = True
        response.message = f"images are reconstructed {'as they come' if request.data else 'by ~/reconstruct only'}"
        self._node.get_logger().info(f"~/enable: {response.message}")
        return response

    async def _answer(
        self, response: ResponseT, outcome: concurrent.futures.Future[str], late: Callable[[], str]
    ) -> ResponseT:
        """Fill in what comes of it, or within service_timeout seconds what `late` says."""
        timeout = self._settings().service_timeout
        executor = self._node.executor
        settled = Future(executor=executor)

        def settle(*_: object) -> None:
            # An executor that sleeps does not notice by itself that what a service waits for has come.
            settled.set_result(None)
            executor.wake()

        outcome.add_done_callback(settle)
        timer = self._node.create_timer(timeout, settle, self._group, self._steady)
        await settled
        self._node.destroy_timer(timer)
        try:
            if not outcome.done():
                outcome.cancel()
                raise InputError(f"no answer within {timeout:g} s: {late()}")
            response.message = outcome.result()
            response.success = True
        except InputError as error:
            response.message = str(error)
        except Exception as error:
            response.message = f"unexpected {type(error).__name__}: {error}"
            self._node.get_logger().error(response.message)
        return response


def _save(scene: Reconstruction, path: str, settings: Settings) -> str:
    target = path_within(settings.save_directory, path)
    files.write(scene, target, colors=settings.mesh_colors)
    return str(target)


def path_within(directory: str, path: str) -> Path:
    """Return the absolute path that `path`, absolute or relative to a directory, leads to without leaving it.

    `..` and symbolic links are followed first, ~ is the home directory. The directory itself is made where it is
    missing, no folder in it. Raises InputError for a path that leaves the directory or that no file can have.
    """
    try:
        allowed = Path(directory).expanduser().resolve()
        target = (allowed / path).resolve()
        if not path or not target.is_relative_to(allowed) or target == allowed:
            raise InputError(f"path is {path!r}; expected a file in {allowed}, the parameter save_directory")
        allowed.mkdir(parents=True, exist_ok=True)
        return files.check_output(target)
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"path {path!r} cannot be used: {error}") from error
