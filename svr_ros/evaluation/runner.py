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

"""Evaluation of weights on sets of frames, rooms and meshes in parallel processes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.evaluation.corruptions import CORRUPTIONS, Corruption
from svr_ros.evaluation.frame_evaluation import evaluate_frame
from svr_ros.evaluation.frame_metrics import FrameMetrics
from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE, Frame, frame_of_sample, load_frame
from svr_ros.evaluation.ground_truth import ground_truth
from svr_ros.evaluation.known import ERRORS, NOTHING, known_geometry
from svr_ros.evaluation.object_evaluation import true_objects
from svr_ros.evaluation.result_sheet import frame_row
from svr_ros.evaluation.room_evaluation import evaluate_room
from svr_ros.evaluation.true_ground import fit_ground
from svr_ros.inference import memory
from svr_ros.inference.devices import choose_device
from svr_ros.inference.files import Source
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.rendering import RgbImage
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.inference.selection import PUBLISHED, Selection
from svr_ros.inference.weights import Weights
from svr_ros.synthesis.meshes.folder import MeshSamples
from svr_ros.synthesis.meshes.samples import MeshSample
from svr_ros.synthesis.samples import Sample, make_sample
from svr_ros.threads import describe_lost_process, end_with_parent, one_thread, process_pool, use_one_thread

CLEAN = ""
"""Name of the evaluation without a corruption."""

_SHEET_ROWS = 8  # rooms, and views of meshes, on a picture sheet
_VIEWS_PER_MESH = 8  # evaluated in one job, because loading a mesh is slow


@dataclass(frozen=True)
class EvaluationPlan:
    """Weights to evaluate and the sets to evaluate them on.

    Attributes:
        weights: Name of shipped weights, path of a weights file, or loaded weights.
        device: Device to compute on: auto, cpu or cuda.
        frames: Frames with ground truth files.
        rooms: Number of generated rooms.
        meshes: Folder of labelled meshes; None if there are none.
        class_map: YAML file that maps names of the meshes to classes; None for the shipped maps.
        views: Number of views of the meshes.
        robustness: Whether to evaluate every frame under each of CORRUPTIONS too.
        sheet: Whether to draw rows of a picture sheet.
        known: Kinds of known geometry to evaluate every frame with; see `evaluation.known`.
        selection: Filter of the predicted surfaces.
    """

    weights: str | Path | Weights
    device: str = "auto"
    frames: Sequence[Source] = ()
    rooms: int = 0
    meshes: Path | None = None
    class_map: Path | None = None
    views: int = 0
    robustness: bool = False
    sheet: bool = False
    known: tuple[str, ...] = ()
    selection: Selection = PUBLISHED


class FrameResult(NamedTuple):
    """Result of one frame.

    Attributes:
        name: Name of the frame.
        metrics: Metrics by name of the corruption; empty if the frame failed.
        row: Row of the picture sheet; None if there is none.
        failure: Error message; None if the frame was evaluated.
        known: Metrics by kind of known geometry, without kinds that the frame has no ground truth for.
    """

    name: str
    metrics: dict[str, FrameMetrics]
    row: list[RgbImage] | None = None
    failure: str | None = None
    known: Mapping[str, FrameMetrics] = MappingProxyType({})


@dataclass
class Evaluation:
    """Collected results of an evaluation.

    Attributes:
        sets: Metrics by set, corruption and frame.
        rows: Rows of the picture sheet.
        failures: Error messages of the frames that could not be evaluated.
        known: Metrics by set, kind of known geometry, and frame.
    """

    sets: dict[str, dict[str, dict[str, FrameMetrics]]] = field(default_factory=dict)
    rows: list[list[RgbImage]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    known: dict[str, dict[str, dict[str, FrameMetrics]]] = field(default_factory=dict)

    def add(self, set_name: str, result: FrameResult) -> None:
        """Add the result of one frame of a set."""
        if result.failure is not None:
            self.failures.append(f"{result.name}: {result.failure}")
            return
        for corruption, metrics in result.metrics.items():
            self.sets.setdefault(set_name, {}).setdefault(corruption, {})[result.name] = metrics
        for name, metrics in result.known.items():
            self.known.setdefault(set_name, {}).setdefault(name, {})[result.name] = metrics
        if result.row is not None:
            self.rows.append(result.row)


Job = tuple[str, tuple[int, ...]]
"""Name of a set and indices of the frames in it."""


def evaluate(plan: EvaluationPlan, workers: int = 1) -> Evaluation:
    """Evaluate as planned; report broken frames and skip them.

    Every process computes with one thread, so that on a CPU the metrics do not depend on the number of processes.

    Args:
        plan: Weights and sets.
        workers: Maximum number of processes.

    Raises:
        InputError: If the weights cannot be loaded, or a process died before any frame was evaluated.
    """
    choose_device(plan.device)  # processes that cannot use it would end without a reason
    jobs = _jobs(plan)
    evaluation = Evaluation()
    total = sum(len(indices) for _, indices in jobs)
    with _processes(plan, min(workers, len(jobs))) as run_jobs, tqdm(total=total, unit="frame") as progress:
        finished = 0
        try:
            for (set_name, indices), results in zip(jobs, run_jobs(jobs), strict=True):
                for result in results:
                    evaluation.add(set_name, result)
                    if result.failure is not None:
                        progress.write(f"svr: {evaluation.failures[-1]}", file=sys.stderr)
                finished += len(indices)
                progress.update(len(indices))
        except BrokenProcessPool as error:
            # Keep the frames that are done
            died = describe_lost_process(workers)
            if not evaluation.sets:
                raise InputError(died) from error
            evaluation.failures.append(f"{total - finished} of {total} frames were not evaluated: {died}")
            progress.write(f"svr: {evaluation.failures[-1]}", file=sys.stderr)
    return evaluation


def _jobs(plan: EvaluationPlan) -> list[Job]:
    """Return the jobs of a plan: one per frame and room, and one per _VIEWS_PER_MESH views of meshes."""
    counts = {"frames": len(plan.frames), "rooms": plan.rooms}
    jobs: list[Job] = [(name, (index,)) for name, count in counts.items() for index in range(count)]
    if plan.meshes is not None:
        views = range(plan.views)
        jobs += [("meshes", tuple(views[k : k + _VIEWS_PER_MESH])) for k in range(0, plan.views, _VIEWS_PER_MESH)]
    return jobs


@contextmanager
def _processes(plan: EvaluationPlan, workers: int) -> Iterator[Callable[[Sequence[Job]], Iterator[list[FrameResult]]]]:
    """Yield a function that runs jobs in order, in this process or in several others."""
    # Run in this process
    if workers <= 1:
        with one_thread():
            yield partial(map, _Evaluator(plan))
        return

    # Run in other processes
    with process_pool(workers, _start_process, (plan,)) as pool:
        yield partial(pool.map, _run_job)


def _failed(name: str, error: Exception) -> FrameResult:
    """Return the result of a frame that could not be evaluated; raises the error if no other frame can be either."""
    if memory.is_device_lost(error):
        raise InputError(f"{name}: {memory.describe_shortage(error)}; expected to start again") from error
    if isinstance(error, (InputError, memory.OutOfMemoryError)):
        return FrameResult(name, {}, failure=str(error))
    if memory.is_shortage(error):
        return FrameResult(name, {}, failure=f"out of memory ({memory.describe_shortage(error)})")
    return FrameResult(name, {}, failure=f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")


_evaluator: _Evaluator | None = None


def _start_process(plan: EvaluationPlan) -> None:
    """Initialize a worker process; interruptions are left to the parent."""
    global _evaluator
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    use_one_thread()
    _evaluator = _Evaluator(plan)


def _run_job(job: Job) -> list[FrameResult]:
    assert _evaluator is not None
    return _evaluator(job)


class _Evaluator:
    """Runs jobs of a plan in one process."""

    def __init__(self, plan: EvaluationPlan) -> None:
        self._plan = plan
        self._reconstructor = Reconstructor(plan.weights, plan.device)
        self._corruptions: dict[str, Corruption] = {
            CLEAN: lambda frame: frame,
            **(CORRUPTIONS if plan.robustness else {}),
        }
        self._meshes = MeshSamples(plan.meshes, plan.class_map, views=_VIEWS_PER_MESH) if plan.meshes else None

    def __call__(self, job: Job) -> list[FrameResult]:
        set_name, indices = job
        evaluate_index = {"frames": self._frame, "rooms": self._room, "meshes": self._mesh}[set_name]
        return [evaluate_index(index) for index in indices]

    def _frame(self, index: int) -> FrameResult:
        source = self._plan.frames[index]
        try:
            frame = load_frame(source)
            if "ground" in self._plan.known:
                frame = replace(frame, ground=fit_ground(frame))
            measure = partial(evaluate_frame, selection=self._plan.selection)
            return self._result(frame, measure, self._plan.sheet)
        except Exception as error:  # costs this frame only
            return _failed(source.name, error)

    def _room(self, index: int) -> FrameResult:
        config = self._reconstructor.config
        name = f"room_{index:04d}"
        try:
            sample = make_sample(FIRST_EVAL_SAMPLE + index, config.frustum, config.image_size, with_objects=True)
            return self._sample(name, sample, index)
        except Exception as error:
            return _failed(name, error)

    def _mesh(self, index: int) -> FrameResult:
        assert self._meshes is not None
        config = self._reconstructor.config
        name = f"mesh_{index:04d}"
        try:
            sample = self._meshes(FIRST_EVAL_SAMPLE + index, config.frustum, config.image_size)
            return self._sample(name, sample, index)
        except Exception as error:
            return _failed(name, error)

    def _sample(self, name: str, sample: Sample | MeshSample, index: int) -> FrameResult:
        """Evaluate a room or a view of a mesh against its complete ground truth."""
        config = self._reconstructor.config
        truth = ground_truth(sample, config.frustum, self._reconstructor.resolution, config.truncation)
        frame = frame_of_sample(name, sample, config.frustum)
        draw = self._plan.sheet and index < _SHEET_ROWS
        objects = None
        if isinstance(sample, Sample) and config.decoder.instance_offsets:
            objects = true_objects(sample, truth)
        measure = partial(
            evaluate_room, truth=truth, grid=config.scene.grid, objects=objects, selection=self._plan.selection
        )
        return self._result(frame, measure, draw, truth.scene() if draw else None)

    def _result(
        self,
        frame: Frame,
        measure: Callable[[Reconstruction, Frame], FrameMetrics],
        draw: bool,
        truth: SceneVolume | None = None,
    ) -> FrameResult:
        """Evaluate a frame under every corruption and with known geometry, and draw its row of the sheet.

        Args:
            frame: The frame.
            measure: Function that returns the metrics of a reconstruction of the frame.
            draw: Whether to draw the row.
            truth: Ground truth to draw; None if there is none.
        """
        metrics, row = {}, None
        for name, corrupt in self._corruptions.items():
            corrupted = corrupt(frame)
            reconstruction = self._reconstructor.reconstruct(corrupted.image, corrupted.camera)
            metrics[name] = measure(reconstruction, corrupted)
            if draw and name == CLEAN:
                row = frame_row(frame, reconstruction, truth)
        return FrameResult(frame.name, metrics, row, known=self._with_known(frame, measure, metrics[CLEAN]))

    def _with_known(
        self, frame: Frame, measure: Callable[[Reconstruction, Frame], FrameMetrics], alone: FrameMetrics
    ) -> dict[str, FrameMetrics]:
        """Evaluate a frame with each kind of known geometry, exact and with errors; `alone` are the image's metrics."""
        config, results = self._reconstructor.config, {}
        for kind in self._plan.known:
            if kind == NOTHING:
                results[kind] = alone
                continue
            known = known_geometry(kind, frame, config.frustum, config.image_size)
            if known is None:
                continue
            cases = {kind: known}
            if self._plan.robustness:
                cases |= {f"{kind}, {name}": spoil(known) for name, spoil in ERRORS.get(kind, {}).items()}
            for name, case in cases.items():
                results[name] = measure(self._reconstructor.reconstruct(frame.image, frame.camera, known=case), frame)
        return results
