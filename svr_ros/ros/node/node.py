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

"""Lifecycle node `reconstruct`, which turns the images of a calibrated camera into semantic 3D scenes."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import rclpy
from rcl_interfaces.msg import SetParametersResult
from rclpy.clock import Clock, ClockType
from rclpy.exceptions import NameValidationException
from rclpy.executors import ExternalShutdownException
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.parameter import Parameter

from svr_ros.allocation import keep_freed_memory
from svr_ros.errors import InputError, one_line
from svr_ros.inference import files, memory
from svr_ros.inference.devices import describe_device
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros.convert.weights_view import check_voxel_size, describe_view
from svr_ros.ros.node import declaration, ending
from svr_ros.ros.node.bond import ManagerBond
from svr_ros.ros.node.diagnostics import Diagnostics, Statistics, Status, mebibytes, resident_memory
from svr_ros.ros.node.known_inputs import choose_use
from svr_ros.ros.node.outputs import Outputs
from svr_ros.ros.node.pipeline import Pipeline
from svr_ros.ros.node.pipeline_scene import SceneSink
from svr_ros.ros.node.scene_requests import SceneRequests
from svr_ros.ros.node.services import Services
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.parameters import Settings

_KEPT_MEMORY = 1 << 28
"""Bytes of freed memory that the process keeps for the next image."""

_STOP_TIMEOUT = 0.5
"""Seconds to wait on shutdown for a running inference, which cannot be interrupted."""

_DEACTIVATION_TIMEOUT = 3.0
"""Seconds that the executor waits for the current image; longer waits would block services and diagnostics."""

SAVE_TIMEOUT = 3.0
"""Seconds to wait on shutdown for a file that is being written, before it is removed."""

_EXIT_TIMEOUT = 9.0
"""Seconds until a process that hangs while it ends prints its stacks and exits, before `ros2 launch` kills it."""


class ReconstructNode(LifecycleNode):
    """Manage the lifecycle: configure loads the weights, activate warms up and subscribes.

    deactivate and cleanup revert these steps.
    """

    settings_type: type[Settings] = Settings
    """Class of the settings, whose fields are the parameters."""

    def __init__(self, name: str = "reconstruct", **options: Any) -> None:
        """Declare the parameters and start the services; `options` are those of LifecycleNode.

        Raises:
            InputError: If a parameter has a value that is not allowed.
        """
        super().__init__(name, **options)
        self.failed = False
        self._reconstructor: Reconstructor | None = None
        self._outputs: Outputs | None = None
        self._pipeline: Pipeline | None = None
        self._previous: Pipeline | None = None
        self._bond: ManagerBond | None = None
        self._scene_services: Services | None = None
        self._requests = SceneRequests()
        self._statistics = Statistics()
        self._settings = declaration.declare(self, self.settings_type)
        self._transforms = TransformBuffer(self, lambda: self._settings.transform_timeout)
        self._scene_services = Services(self, self._requests, lambda: self._pipeline, lambda: self._settings)
        self.add_on_set_parameters_callback(self._change_settings)
        Diagnostics(self, self._status)
        if self._settings.autostart:
            steady = Clock(clock_type=ClockType.STEADY_TIME)
            self._starter = self.create_timer(0.0, self._start, clock=steady)

    def _start(self) -> None:
        self.destroy_timer(self._starter)
        if self.trigger_configure() == TransitionCallbackReturn.SUCCESS:
            self.trigger_activate()

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Load the weights and create the publishers; a failure is reverted, so the transition can be repeated."""
        if not self._attempt("configure", self._configure):
            self._release()
            return TransitionCallbackReturn.FAILURE
        return super().on_configure(state)

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Warm up, so that the first image is not slower than later ones, and subscribe."""
        if not self._attempt("activate", self._activate):
            return TransitionCallbackReturn.FAILURE
        result = super().on_activate(state)
        self._outputs.publish_legends(self._settings)
        return result

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop receiving images; keep the weights."""
        self._close()
        self._statistics.transition_succeeded()
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Release weights, publishers and memory."""
        self._release()
        self._statistics.transition_succeeded()
        return super().on_cleanup(state)

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Release everything."""
        self._close(_STOP_TIMEOUT)
        self._release()
        return super().on_shutdown(state)

    def on_error(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Return to unconfigured, from which the node can be configured again."""
        self._attempt("stop after an error", self._close)
        self._attempt("clean up after an error", self._release)
        return TransitionCallbackReturn.SUCCESS

    def end_process(self, reason: str) -> None:
        """Log why the process cannot continue, and end it with exit code 1, so that a launch file can respawn it."""
        self.get_logger().fatal(f"the node ends: {reason.splitlines()[0]}")
        self.failed = True
        # Shut down from a timer, because a running transition still uses the context
        self.create_timer(0.0, self.context.try_shutdown, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def destroy_node(self) -> None:
        """Destroy the node; a computation that does not end in time is abandoned."""
        self._close(_STOP_TIMEOUT)
        if self._previous is not None and not self._previous.wait(0):
            ending.report(self, "the image that is being processed is dropped, because the node ends")
        if self._scene_services is not None:
            self._scene_services.close(SAVE_TIMEOUT)
        super().destroy_node()
        # rclpy does not destroy the state machine, which keeps the DDS participant and its shared memory alive.
        self._state_machine.destroy_when_not_in_use()

    def _attempt(self, purpose: str, work: Callable[[], None]) -> bool:
        """Return whether the work succeeded; if not, log the reason and destroy the topics that it created."""
        publishers, subscriptions = set(self.publishers), set(self.subscriptions)
        try:
            work()
        except KeyboardInterrupt:
            ending.report(self, f"cannot {purpose}: the node ends")
            raise
        except Exception as error:
            expected = isinstance(error, (InputError, RuntimeError, OSError, MemoryError))
            reason = one_line(str(error) if expected else f"unexpected {type(error).__name__}: {error}")
            details = "" if expected else f"\n{traceback.format_exc()}"
            self.get_logger().error(f"cannot {purpose}: {reason}{details}")
            self._statistics.transition_failed(f"cannot {purpose}: {reason}")
            if memory.is_device_lost(error):
                self.end_process(str(error))
        else:
            self._statistics.transition_succeeded()
            return True
        for publisher in set(self.publishers) - publishers:
            self.destroy_lifecycle_publisher(publisher)
        for subscription in set(self.subscriptions) - subscriptions:
            self.destroy_subscription(subscription)
        return False

    def _configure(self) -> None:
        settings = self._settings
        self._reconstructor = Reconstructor(
            settings.weights, settings.device, settings.resolution, settings.precision, settings.backend
        )
        self._check_settings(settings)
        self._outputs = Outputs(self, settings.target_frame, self._transforms)
        self._use = choose_use(self, settings, self._reconstructor, self._transforms)
        self.get_logger().info(", ".join(f"{name} {value}" for name, value in self._description().items()))

    def _activate(self) -> None:
        if self._previous is not None and not self._previous.wait(_DEACTIVATION_TIMEOUT):
            raise InputError(
                "the last image from before the deactivation is still being processed; expected a later activation"
            )
        self._previous = None
        self._pipeline = Pipeline(
            self,
            self._reconstructor,
            self._outputs,
            self._statistics,
            self._requests,
            self._use,
            self._transforms,
            lambda: self._settings,
            self._sink(),
        )
        if not self._settings.autostart:  # with autostart, no lifecycle manager is in charge of the node
            try:
                self._bond = ManagerBond(self)
            except Exception:
                self._close()
                raise

    def _sink(self) -> SceneSink | None:
        """Return the receiver of every scene; None for none."""
        return None

    def _description(self) -> dict[str, str]:
        if self._reconstructor is None:
            return {}
        used = self._reconstructor
        return {
            "weights": f"{used.weights_name} ({used.weights_hash[:12]})",
            "view of the weights": describe_view(used.config.frustum),
            "device": describe_device(used.device),
            "precision": used.precision,
            "backend": used.backend,
        }

    def _check_settings(self, settings: Settings) -> None:
        """Raise InputError if the loaded weights cannot be used with some settings."""
        self._reconstructor.check_resolution(settings.resolution)
        check_voxel_size(settings.voxel_size, self._reconstructor.config.frustum)

    def _close(self, timeout: float | None = None) -> None:
        """Stop the pipeline; wait for the current image for `timeout` seconds, by default as at a deactivation."""
        if self._bond is not None:
            self._bond.close()
            self._bond = None
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None and not pipeline.close(_DEACTIVATION_TIMEOUT if timeout is None else timeout):
            self._previous = pipeline

    def _release(self) -> None:
        """Release the publishers and the weights; a pipeline that has not ended keeps the weights until it has."""
        if self._previous is not None and self._previous.wait(0):
            self._previous = None
        outputs, reconstructor = self._outputs, self._reconstructor
        self._outputs = self._reconstructor = self._requests.latest = None
        if outputs is not None:
            outputs.destroy()
        self._transforms.close()
        if reconstructor is not None:
            device = reconstructor.device
            del reconstructor
            memory.free(device)

    def _change_settings(self, changes: list[Parameter]) -> SetParametersResult:
        result = declaration.validate(changes, self._reconstructor is None, self.settings_type)
        if not result.successful:
            return result
        try:
            settings = self._settings.changed({parameter.name: parameter.value for parameter in changes})
            if self._reconstructor is not None:
                self._check_settings(settings)
        except InputError as error:
            return SetParametersResult(successful=False, reason=str(error))
        changed_score = settings.min_object_score != self._settings.min_object_score
        self._settings = settings
        if self._pipeline is not None:
            self._pipeline.set_rate()
            if changed_score:  # ~/label_info contains it
                self._outputs.publish_legends(settings)
        return result

    def _status(self) -> Status:
        state = "active" if self._pipeline else "inactive" if self._reconstructor else "unconfigured"
        stale_inputs = self._pipeline.stale_inputs() if self._pipeline else []
        more = {
            "enabled": str(self._requests.enabled).lower(),
            **self._description(),
            "memory (MiB)": mebibytes(resident_memory()),
        }
        if self._reconstructor is not None:
            more["GPU memory (MiB)"] = mebibytes(self._reconstructor.allocated())
            more["decoded at a time (MiB)"] = f"{self._reconstructor.batch_bytes / 2**20:g}"
        if self._pipeline is not None and self._pipeline.outside_fraction is not None:
            more["pixels outside the view (%)"] = f"{100 * self._pipeline.outside_fraction:.0f}"
        return self._statistics.status(state, stale_inputs, more)


def main(
    args: Sequence[str] | None = None,
    make: Callable[[], ReconstructNode] = ReconstructNode,
    name: str = "reconstruct",
) -> NoReturn:
    """Run the node that `make` returns until Ctrl-C or SIGTERM, then exit the process; `name` is for its log."""
    keep_freed_memory(_KEPT_MEMORY)
    try:
        status = _run(args, make, name)
    except KeyboardInterrupt:
        status = 0  # `ros2 launch` forwards a Ctrl-C that the terminal has already delivered
    sys.stdout.flush()
    sys.stderr.flush()
    files.remove_partial_files()  # of threads that have begun to write since the services were closed
    # Skip the interpreter's shutdown, which takes seconds to unload torch and aborts if a thread still uses it.
    os._exit(status)


def _run(args: Sequence[str] | None, make: Callable[[], ReconstructNode], name: str) -> int:
    # Handle SIGTERM like Ctrl-C; otherwise it would wait until the weights are loaded. Handle Ctrl-C also in background
    # jobs of shells, which start with an ignored SIGINT: rclcpp does so, but rclpy would neither end nor ignore it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    node = None
    try:
        rclpy.init(args=args)
        node = make()
        rclpy.spin(node)
    except KeyboardInterrupt:
        return 0
    except SystemError as error:
        # In the constructor of a message that C++ calls, a signal's exception becomes the cause of another one
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        return 0
    except ExternalShutdownException:
        return _exit_code(node)
    except InputError as error:
        rclpy.logging.get_logger(name).fatal(one_line(str(error)))
        return 1
    except (RuntimeError, NameValidationException) as error:
        if node is not None:
            raise
        # rclpy rejects arguments, files and the environment; its log may not be available
        reason = one_line(str(error))
        hint = "; the variable ROS_LOG_DIR sets another folder" if "logging" in reason else ""
        print(f"[FATAL] [{name}]: ROS cannot start: {reason}{hint}", file=sys.stderr)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        faulthandler.dump_traceback_later(_EXIT_TIMEOUT, exit=True)
        if node is not None:
            node.destroy_node()
        rclpy.try_shutdown()
    return _exit_code(node)


def _exit_code(node: ReconstructNode | None) -> int:
    return 1 if node is not None and node.failed else 0


if __name__ == "__main__":
    main()
