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

"""Signals during a command."""

import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from svr_ros.cli.signals import Terminated, signals_as_exceptions


@pytest.fixture(autouse=True)
def default_signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def wait() -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_are_exceptions_inside_only(number: signal.Signals) -> None:
    error = KeyboardInterrupt if number == signal.SIGINT else Terminated
    with pytest.raises(error, match=None if number == signal.SIGINT else f"terminated by {number.name}"):  # noqa: SIM117
        with signals_as_exceptions():
            signal.raise_signal(number)
    assert signal.getsignal(number) == signal.default_int_handler


@pytest.mark.parametrize("module", ["llvmlite.binding.module", "numba"])
def test_a_compiler_is_not_interrupted(module: str) -> None:
    """A module of LLVM whose making was interrupted is freed twice: a segmentation fault."""
    scope: dict[str, Any] = {"__name__": module, "signal": signal}
    exec("def compile():\n    signal.raise_signal(signal.SIGHUP)\n    return 'whole'", scope)
    found = []
    with pytest.raises(Terminated), signals_as_exceptions():
        found.append(scope["compile"]())
        wait()
    assert found == ["whole"]


def test_a_signal_during_a_finalizer_is_not_lost() -> None:
    class Thing:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Terminated), signals_as_exceptions():
        Thing()
        wait()


def test_ignored_signals_stay_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with signals_as_exceptions():
        signal.raise_signal(signal.SIGHUP)
