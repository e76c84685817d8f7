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

import ctypes
import gc
import signal
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from svr_ros import signals
from svr_ros.signals import Terminated, signals_as_exceptions


@pytest.fixture(autouse=True)
def default_signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Interrupted:
    """An object during whose finalizer a signal arrives."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


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


def test_what_an_interrupted_compiler_has_made_is_never_freed() -> None:
    """A module of LLVM that is interrupted while it changes its owner would be freed twice, a segmentation fault."""

    class Module:
        pass

    scope: dict[str, Any] = {"__name__": "llvmlite.binding.executionengine", "Module": Module, "signal": signal}
    source = (
        "def add(kept):\n    module = Module()\n    kept.append(ref(module))\n    signal.raise_signal(signal.SIGTERM)"
    )
    exec(source, scope := scope | {"ref": weakref.ref})
    kept: list[Any] = []
    with pytest.raises(Terminated) as raised, signals_as_exceptions():
        scope["add"](kept)
    del raised
    gc.collect()
    assert kept[0]() is not None


def test_a_signal_during_an_import_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As trimesh imports what it can do without."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "svr_optional.py").write_text("import signal\nsignal.raise_signal(signal.SIGTERM)\n")
    (tmp_path / "svr_swallower.py").write_text("try:\n    import svr_optional\nexcept BaseException:\n    pass\n")
    with pytest.raises(Terminated), signals_as_exceptions():
        import svr_swallower  # noqa: F401

        wait()


def test_an_import_does_not_delay_a_signal_forever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(signals, "_LONGEST_DELAY", 0.2)
    source = "import signal, time\nsignal.raise_signal(signal.SIGTERM)\ntime.sleep(60)\n"
    (tmp_path / "svr_program.py").write_text(source)
    started = time.monotonic()
    with pytest.raises(Terminated), signals_as_exceptions():
        import svr_program  # noqa: F401
    assert time.monotonic() - started < 30


def test_a_signal_during_a_callback_of_the_compiler_is_not_lost() -> None:
    """ctypes prints and drops exceptions of callbacks."""
    scope: dict[str, Any] = {"__name__": "llvmlite.binding.executionengine", "signal": signal}
    exec("def _raw_object_cache_notify():\n    signal.raise_signal(signal.SIGTERM)\n    return 0", scope)
    callback = ctypes.CFUNCTYPE(ctypes.c_int)(scope["_raw_object_cache_notify"])
    with pytest.raises(Terminated), signals_as_exceptions():
        assert callback() == 0
        wait()


def test_a_signal_during_a_finalizer_is_not_lost() -> None:
    with pytest.raises(Terminated), signals_as_exceptions():
        Interrupted()
        wait()


def test_a_signal_that_waits_when_the_work_ends_is_not_lost() -> None:
    with pytest.raises(Terminated), signals_as_exceptions():
        Interrupted()


def test_ignored_signals_stay_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with signals_as_exceptions():
        signal.raise_signal(signal.SIGHUP)
