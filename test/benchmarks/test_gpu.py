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

"""The checks of a GPU in their shortened form on a CPU, so that they are known to run before there is a GPU."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "gpu.py"


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPT.parent)
    return importlib.import_module("gpu")


@pytest.mark.parametrize(
    "section", ["environment", "parity", "latency", "synchronisations", "graph", "memory", "forms", "training"]
)
def test_every_section_runs(gpu: ModuleType, section: str, tmp_path: Path) -> None:
    gpu.run_section(section, gpu.Setup(torch.device("cpu"), short=True), tmp_path)
    found = json.loads((tmp_path / f"{section}.json").read_text())
    assert "failed" not in found, found["failed"]
    assert len(found) > 1
    if section == "parity":
        assert found["fp32"]["labels agree"] == 1 and found["fp32"]["two runs equal"]
        fixed = found["decoding with fixed shapes"]
        assert fixed["largest difference of distance (truncations)"] < 1e-5 and fixed["left out"] == 0


def test_a_failure_is_written(gpu: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu.gpu_sections, "describe_device", lambda device: 1 / 0)
    gpu.run_section("environment", gpu.Setup(torch.device("cpu"), short=True), tmp_path)
    assert "ZeroDivisionError" in json.loads((tmp_path / "environment.json").read_text())["failed"]


def test_sections_are_processes(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), str(tmp_path), "environment", "--device", "cpu"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert run.returncode == 0 and "environment" in run.stdout, run.stderr
    assert "100 launches" in json.loads((tmp_path / "environment.json").read_text())
