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

"""Setup of .venv: one run at a time, and never into the machine's own Python."""

import fcntl
import importlib.util
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "environment.py"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "LOG": venv / "install.log",
        "LOCK": tmp_path / ".venv.lock",
    }.items():
        monkeypatch.setattr(module, name, value)
    (venv / "bin").mkdir(parents=True)
    return module


def test_pip_refuses_the_python_of_the_machine(environment: ModuleType) -> None:
    # .venv/bin/python without pyvenv.cfg, as another run leaves it while it starts
    environment.PYTHON.symlink_to(sys._base_executable)
    output = environment.pip("--dry-run", "--no-index", "a-package-that-does-not-exist")
    assert "Could not find an activated virtualenv" in output


def test_second_run_waits_for_the_first(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    copy = tmp_path / "scripts" / "environment.py"
    copy.write_text(SCRIPT.read_text())
    with (tmp_path / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with subprocess.Popen(
            [sys.executable, copy], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as run:
            assert run.stdout is not None
            assert "waiting for another `make env`" in run.stdout.readline()
            time.sleep(0.5)
            assert run.poll() is None
            run.terminate()
    assert not (tmp_path / ".venv").exists()


def test_records_count_only_with_what_they_record(environment: ModuleType) -> None:
    site = environment.site_packages()
    (site / "torch-2.13.0.dist-info").mkdir(parents=True)
    (environment.VENV / "pyvenv.cfg").write_text("")
    environment.PYTHON.symlink_to(sys.executable)
    environment.record("contents", "torch-2.13.0.dist-info")
    assert environment.has_packages()
    (site / "torch-2.13.0.dist-info").rmdir()
    assert not environment.has_packages()
    (site / "torch-2.13.0.dist-info").mkdir()
    (environment.VENV / "pyvenv.cfg").unlink()
    assert not environment.has_packages()


def test_messages_count_only_with_their_files(environment: ModuleType) -> None:
    site = environment.site_packages()
    (site / "svr_ros" / "msg").mkdir(parents=True)
    (site / "svr_ros.pth").write_text("")
    assert not environment.has_messages()
    (environment.VENV / "bin" / "svr").write_text("")
    assert environment.has_messages()


def test_update_is_not_run_by_the_python_that_it_replaces(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(environment.os, "execv", lambda path, arguments: started.append([path, *arguments[1:]]))
    monkeypatch.setattr(sys, "argv", ["environment.py", "--torch", ""])
    environment.leave_own_environment()
    assert not started  # another environment than the checkout's
    monkeypatch.setattr(sys, "prefix", str(environment.VENV))
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr(sys, "_base_executable", "/usr/bin/python3", raising=False)
    environment.leave_own_environment()
    assert started == [["/usr/bin/python3", "environment.py", "--torch", ""]]
