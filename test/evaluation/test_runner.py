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

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.evaluation import report, runner
from svr_ros.evaluation.corruptions import CORRUPTIONS
from svr_ros.evaluation.frame_metrics import FrameMetrics, to_entry
from svr_ros.evaluation.known import ERRORS
from svr_ros.evaluation.runner import CLEAN, Evaluation, EvaluationPlan, FrameResult, evaluate
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.files import Source, find_sources
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import Weights, random_weights, save
from svr_ros.labels import COLORS
from svr_ros.networks.config import ModelConfig, SceneConfig

CONFIG = replace(ModelConfig(), frustum=Frustum(), image_size=128, resolution=64, scene=SceneConfig(grid=8))


@pytest.fixture(scope="module")
def weights() -> Weights:
    return random_weights(CONFIG)


def entries(evaluation: Evaluation) -> dict:
    return {
        (set_name, corruption, name): repr(to_entry(metrics))
        for set_name, by_corruption in evaluation.sets.items()
        for corruption, frames in by_corruption.items()
        for name, metrics in frames.items()
    }


def test_metrics_do_not_depend_on_the_number_of_processes(weights: Weights, known_scene, tmp_path: Path) -> None:
    sources = []
    for number, hfov in enumerate((0.9, 1.1, 1.3)):
        folder = tmp_path / f"frame_{number}"
        folder.mkdir()
        camera = Camera.from_hfov(160, 120, hfov)
        depth, labels, _ = known_scene.view(camera)
        Image.fromarray(COLORS[labels]).save(folder / "image.jpg")
        Image.fromarray(np.round(depth * 1000).astype(np.uint16)).save(folder / "depth.png")
        Image.fromarray(labels).save(folder / "labels.png")
        calibration = {"width": 160, "height": 120, "K": camera.K.ravel().tolist()}
        (folder / "camera.json").write_text(json.dumps(calibration))
        sources += find_sources(folder)
    plan = EvaluationPlan(weights, "cpu", sources)
    alone, together = evaluate(plan, 1), evaluate(plan, 2)
    assert entries(alone) == entries(together)
    assert list(together.sets["frames"][CLEAN]) == ["frame_0", "frame_1", "frame_2"]
    assert len(set(entries(alone).values())) == 3


def test_corruptions_sheet_and_broken_frames(weights: Weights, tmp_path: Path) -> None:
    missing = Source("gone", tmp_path / "image.jpg", tmp_path / "camera.json")
    evaluation = evaluate(EvaluationPlan(weights, "cpu", [missing], rooms=1, robustness=True, sheet=True))
    assert set(evaluation.sets) == {"rooms"} and set(evaluation.sets["rooms"]) == {CLEAN, *CORRUPTIONS}
    [failure] = evaluation.failures
    assert failure.startswith("gone: ")
    [row] = evaluation.rows
    assert {panel.shape for panel in row} == {(192, 256, 3)}
    results = [frames["room_0000"] for frames in evaluation.sets["rooms"].values()]
    matrices = [frame.counts["labels"] for frame in results]
    assert all((matrix != matrices[0]).any() for matrix in matrices[1:])
    assert all(np.isfinite(frame.values["scores"]["iou_visible"]) for frame in results)


def test_frame_whose_evaluation_fails_costs_that_frame_only(
    weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory"), ZeroDivisionError("odd")])

    def fail(*_: object) -> None:
        if (error := next(errors, None)) is not None:
            raise error

    reconstruct = Reconstructor.reconstruct
    monkeypatch.setattr(
        Reconstructor, "reconstruct", lambda *arguments, **options: fail() or reconstruct(*arguments, **options)
    )
    evaluation = evaluate(EvaluationPlan(weights, "cpu", rooms=4))
    assert list(evaluation.sets["rooms"][CLEAN]) == ["room_0003"]
    assert evaluation.failures == [
        "room_0000: out of memory (MemoryError)",
        "room_0001: out of memory (can't allocate memory)",
        "room_0002: unexpected ZeroDivisionError: odd",
    ]


def test_frames_that_are_done_are_kept_when_a_process_dies(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def dying(plan: EvaluationPlan, workers: int) -> Iterator[object]:
        def run_jobs(jobs: list) -> Iterator[list[FrameResult]]:
            for index in range(done):
                yield [FrameResult(f"room_{index:04d}", {CLEAN: FrameMetrics()})]
            raise BrokenProcessPool

        yield run_jobs

    monkeypatch.setattr(runner, "_processes", dying)
    done = 2
    evaluation = evaluate(EvaluationPlan(weights, "cpu", rooms=5), 3)
    assert len(evaluation.sets["rooms"][CLEAN]) == 2
    [failure] = evaluation.failures
    assert failure.startswith("3 of 5 frames were not evaluated: one of 3 processes died")
    done = 0
    with pytest.raises(InputError, match="one of 3 processes died; expected memory for all"):
        evaluate(EvaluationPlan(weights, "cpu", rooms=5), 3)


# Kills itself when the first of its two processes has evaluated a room, so that both are there and at work.
KILLED = """
import multiprocessing, os, signal, sys
from svr_ros.evaluation import runner

def end(*_):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    runner.Evaluation.add = end
    runner.evaluate(runner.EvaluationPlan(sys.argv[1], "cpu", rooms=100), 2)
"""


def test_processes_end_with_an_evaluation_that_is_killed(weights: Weights, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    save(weights.model(), tmp_path / "small.safetensors")
    output = tmp_path / "output"
    with output.open("w") as file:
        command = [sys.executable, script, str(tmp_path / "small.safetensors")]
        killed = subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, timeout=300)
    assert killed.returncode == -signal.SIGKILL
    pids = [int(pid) for pid in output.read_text().split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 120
    while (alive := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    assert not alive


def test_frames_are_evaluated_with_known_geometry(weights: Weights) -> None:
    evaluation = evaluate(EvaluationPlan(weights, "cpu", rooms=1, known=("none", "ground", "depth"), robustness=False))
    rooms = evaluation.known["rooms"]
    assert list(rooms) == ["none", "ground", "depth"]
    nothing, depth = rooms["none"]["room_0000"], rooms["depth"]["room_0000"]
    assert nothing == evaluation.sets["rooms"][CLEAN]["room_0000"]
    assert depth.values["depth"]["abs_rel"] < 0.6 * nothing.values["depth"]["abs_rel"]
    assert {"edge_accuracy", "edge_completeness", "visible_precision_10cm"} <= set(depth.values["scores"])
    table = report.known_table(evaluation)
    assert "| generated rooms: ground | 1 |" in table and table.count("\n") == 5
    assert report.known_summary(evaluation)["rooms"]["depth"]["count"] == 1


def test_robustness_adds_errors_of_known_geometry(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "CORRUPTIONS", {})
    evaluation = evaluate(EvaluationPlan(weights, "cpu", rooms=1, known=("depth",), robustness=True))
    assert list(evaluation.known["rooms"]) == ["depth", *(f"depth, {name}" for name in ERRORS["depth"])]


def test_ground_needs_weights_that_use_it() -> None:
    plain = random_weights(replace(CONFIG, pixels=replace(CONFIG.pixels, known=False)))
    with pytest.raises(InputError, match="do not use the ground"):
        report.run(EvaluationPlan(plain, "cpu", rooms=1, known=("ground",)), 1, None, None, None)
