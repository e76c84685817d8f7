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

"""Answers of services whose work is done in another thread."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from typing import Protocol, TypeVar

from rclpy.callback_groups import CallbackGroup
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from rclpy.task import Future

from svr_ros.errors import InputError, one_line

_DROPPED = "earlier requests are still being answered; the request is dropped"


class Response(Protocol):
    """Response of a service with an outcome in words."""

    success: bool
    message: str


ResponseT = TypeVar("ResponseT", bound=Response)


class Answers:
    """Fill in responses when their work is done, without blocking the executor."""

    def __init__(self, node: LifecycleNode, group: CallbackGroup, timeout: Callable[[], float]) -> None:
        """Wait for outcomes in a callback group, which must be reentrant; `timeout` returns the maximum seconds."""
        self._node = node
        self._group = group
        self._timeout = timeout
        self._steady = Clock(clock_type=ClockType.STEADY_TIME)

    async def fill(
        self,
        response: ResponseT,
        outcome: concurrent.futures.Future[str],
        describe_delay: Callable[[], str],
        queued: bool = False,
    ) -> ResponseT:
        """Return the response with the outcome, or after service_timeout seconds with the reason of the delay.

        Args:
            response: The response to fill in.
            outcome: The outcome, which is cancelled after the timeout.
            describe_delay: Returns the reason of the delay.
            queued: Whether the work is not done any more if the outcome can be cancelled, as in a queue of a thread.
        """
        timeout = self._timeout()
        executor = self._node.executor
        settled = Future(executor=executor)

        def settle(*_: object) -> None:
            # Wake the executor, which does not notice futures that are completed in other threads.
            settled.set_result(None)
            executor.wake()

        # Wait for the outcome or the timeout
        outcome.add_done_callback(settle)
        timer = self._node.create_timer(timeout, settle, self._group, self._steady)
        await settled
        self._node.destroy_timer(timer)

        # Fill in the response
        try:
            if not outcome.done():
                reason = _DROPPED if outcome.cancel() and queued else describe_delay()
                raise InputError(f"no answer within {timeout:g} s: {reason}")
            if outcome.cancelled():
                raise InputError("the request is dropped, because the node ends")
            response.message = outcome.result()
            response.success = True
        except InputError as error:
            response.message = one_line(str(error))
        except Exception as error:
            response.message = one_line(f"unexpected {type(error).__name__}: {error}")
            self._node.get_logger().error(response.message)
        return response
