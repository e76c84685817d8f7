"""The node `reconstruct`: images of a calibrated camera in, semantic scenes out. It wires; others compute."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import rclpy
from rcl_interfaces.msg import SetParametersResult
from rclpy.clock import Clock, ClockType
from rclpy.executors import ExternalShutdownException
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.parameter import Parameter

from svr_ros.errors import InputError
from svr_ros.inference import memory
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros import parameters
from svr_ros.ros.node.diagnostics import Diagnostics, Statistics, Status, mebibytes, resident_memory
from svr_ros.ros.node.outputs import Outputs
from svr_ros.ros.node.pipeline import Session
from svr_ros.ros.node.scene_requests import Demand
from svr_ros.ros.node.services import Services

_STOP_TIMEOUT = 0.5
"""Seconds that Ctrl-C waits for a running inference, which cannot be interrupted."""


class ReconstructNode(LifecycleNode):
    """Own the lifecycle: configure loads weights, activate warms up and listens; deactivate and cleanup undo them."""

    def __init__(self, name: str = "reconstruct", **options: Any) -> None:
        super().__init__(name, **options)
        self._reconstructor: Reconstructor | None = None
        self._outputs: Outputs | None = None
        self._session: Session | None = None
        self._demand = Demand()
        self._statistics = Statistics()
        self._settings = parameters.declare(self)
        Services(self, self._demand, lambda: self._session, lambda: self._settings)
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
        """Load the weights and make the publishers; what fails is undone, so that it can be tried again."""
        if not self._attempt("configure", self._configure):
            self._release()
            return TransitionCallbackReturn.FAILURE
        return super().on_configure(state)

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Warm up, so that the first image is as fast as the tenth, and listen; what fails can be tried again."""
        if not self._attempt("activate", self._activate):
            return TransitionCallbackReturn.FAILURE
        result = super().on_activate(state)
        self._outputs.publish_legends()
        return result

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop listening; keep the weights."""
        self._close()
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Give weights, publishers and memory back."""
        self._release()
        return super().on_cleanup(state)

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Give everything back."""
        self._close()
        self._release()
        return super().on_shutdown(state)

    def on_error(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Go back to unconfigured, from where the node can be configured again."""
        self._attempt("stop after an error", self._close)
        self._attempt("clean up after an error", self._release)
        return TransitionCallbackReturn.SUCCESS

    def destroy_node(self) -> None:
        """Destroy the node; a computation that does not end in time is left behind."""
        self._close(_STOP_TIMEOUT)
        super().destroy_node()
        # rclpy forgets this one; it holds the DDS participant, whose shared memory would outlive the process.
        self._state_machine.destroy_when_not_in_use()

    def _attempt(self, purpose: str, work: Callable[[], None]) -> bool:
        """Return whether the work was done; where not, log why and take back the topics that it opened."""
        publishers, subscriptions = set(self.publishers), set(self.subscriptions)
        try:
            work()
        except (InputError, RuntimeError, OSError) as error:
            self.get_logger().error(f"cannot {purpose}: {error}")
        except Exception:
            self.get_logger().error(f"cannot {purpose}:\n{traceback.format_exc()}")
        else:
            return True
        for publisher in set(self.publishers) - publishers:
            self.destroy_lifecycle_publisher(publisher)
        for subscription in set(self.subscriptions) - subscriptions:
            self.destroy_subscription(subscription)
        return False

    def _configure(self) -> None:
        settings = self._settings
        self._reconstructor = Reconstructor(settings.weights, settings.device, settings.resolution)
        self._outputs = Outputs(self, settings.target_frame)
        self.get_logger().info(", ".join(f"{name} {value}" for name, value in self._description().items()))

    def _activate(self) -> None:
        scene = self._reconstructor.warm_up(self._settings.resolution)
        self._outputs.warm_up(scene, self._settings)
        self._session = Session(
            self, self._reconstructor, self._outputs, self._statistics, self._demand, lambda: self._settings
        )

    def _description(self) -> dict[str, str]:
        if self._reconstructor is None:
            return {}
        made = self._reconstructor
        return {"weights": f"{made.weights_name} ({made.weights_hash[:12]})", "device": str(made.device)}

    def _close(self, timeout: float | None = None) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close(timeout)

    def _release(self) -> None:
        outputs, reconstructor = self._outputs, self._reconstructor
        self._outputs = self._reconstructor = self._demand.newest = None
        if outputs is not None:
            outputs.destroy()
        if reconstructor is not None:
            device = reconstructor.device
            del reconstructor
            memory.free(device)

    def _change_settings(self, given: list[Parameter]) -> SetParametersResult:
        result = parameters.check(given, unconfigured=self._reconstructor is None)
        if not result.successful:
            return result
        try:
            settings = self._settings.changed({parameter.name: parameter.value for parameter in given})
            if self._reconstructor is not None:
                self._reconstructor.check_resolution(settings.resolution)
        except InputError as error:
            return SetParametersResult(successful=False, reason=str(error))
        self._settings = settings
        if self._session is not None:
            self._session.pace()
        return result

    def _status(self) -> Status:
        state = "active" if self._session else "inactive" if self._reconstructor else "unconfigured"
        silence = self._session.silence() if self._session else []
        more = {
            "enabled": str(self._demand.enabled).lower(),
            **self._description(),
            "memory (MiB)": mebibytes(resident_memory()),
        }
        if self._reconstructor is not None:
            more["GPU memory (MiB)"] = mebibytes(self._reconstructor.allocated())
            more["decoded at a time (MiB)"] = f"{self._reconstructor.batch_bytes / 2**20:g}"
        return self._statistics.status(state, silence, more)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the node until Ctrl-C or SIGTERM, then end the process."""
    try:
        status = _run(args)
    except KeyboardInterrupt:
        status = 0  # `ros2 launch` passes Ctrl-C on to a process that the terminal has already told
    sys.stdout.flush()
    sys.stderr.flush()
    # Python takes seconds to take torch apart on a busy machine, and aborts where a thread is still inside it.
    os._exit(status)


def _run(args: Sequence[str] | None) -> int:
    # As Ctrl-C: else SIGTERM would wait until weights are loaded.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    node = None
    try:
        rclpy.init(args=args)
        node = ReconstructNode()
        rclpy.spin(node)
    except (KeyboardInterrupt, ExternalShutdownException):
        return 0
    except InputError as error:
        rclpy.logging.get_logger("reconstruct").fatal(str(error))
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        if node is not None:
            node.destroy_node()
        rclpy.try_shutdown()
    return 0


if __name__ == "__main__":
    main()
