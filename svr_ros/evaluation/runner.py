"""Measure weights on sets of frames, rooms and meshes, in several processes that all give the same figures."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.evaluation import sets
from svr_ros.evaluation.corruptions import CHANGES, Change
from svr_ros.evaluation.figures import FrameFigures
from svr_ros.evaluation.ground_truth import know
from svr_ros.evaluation.measure import measure_frame
from svr_ros.evaluation.rooms import measure_room
from svr_ros.evaluation.sets import FIRST_ROOM, Frame
from svr_ros.evaluation.sheets import frame_row
from svr_ros.inference.files import Source
from svr_ros.inference.reconstruction import Reconstruction, SceneVolume
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.rendering import RgbImage
from svr_ros.inference.weights import Weights
from svr_ros.synthesis.meshes.folder import MeshSamples
from svr_ros.synthesis.meshes.samples import MeshSample
from svr_ros.synthesis.samples import Sample, make_sample
from svr_ros.threads import use_one_thread

CLEAN = ""
"""The name of no change."""

_PICTURED = 8  # rooms, and views of meshes, on a picture sheet
_MESH_VIEWS = 8  # of one mesh that a process takes at a time: reading it takes long


@dataclass(frozen=True)
class Plan:
    """Describe an evaluation: the frames, how many generated rooms, how many views of the meshes in a folder.

    With `robustness`, every frame is measured under each of CHANGES too; with `pictured`, rows of a picture sheet are
    made.
    """

    weights: str | Path | Weights
    device: str = "auto"
    frames: Sequence[Source] = ()
    rooms: int = 0
    meshes: Path | None = None
    class_map: Path | None = None
    views: int = 0
    robustness: bool = False
    pictured: bool = False


class Measured(NamedTuple):
    """What came of one frame: its figures by the name of the change, a row of the sheet, or why there is nothing."""

    name: str
    figures: dict[str, FrameFigures]
    row: list[RgbImage] | None = None
    failure: str | None = None


@dataclass
class Evaluation:
    """Collect the figures by set, change and frame, the rows of the picture sheet, and what went wrong."""

    sets: dict[str, dict[str, dict[str, FrameFigures]]] = field(default_factory=dict)
    rows: list[list[RgbImage]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, set_name: str, measured: Measured) -> None:
        """Take in what came of one frame of a set."""
        if measured.failure is not None:
            self.failures.append(f"{measured.name}: {measured.failure}")
            return
        for change, figures in measured.figures.items():
            self.sets.setdefault(set_name, {}).setdefault(change, {})[measured.name] = figures
        if measured.row is not None:
            self.rows.append(measured.row)


Job = tuple[str, tuple[int, ...]]
"""The name of a set, and which of its frames."""


def evaluate(plan: Plan, workers: int = 1) -> Evaluation:
    """Measure as planned; a broken frame is reported and left out.

    Every process computes with one thread, so that figures do not depend on their number.
    """
    jobs = _jobs(plan)
    evaluation = Evaluation()
    total = sum(len(numbers) for _, numbers in jobs)
    with _processes(plan, min(workers, len(jobs))) as results_of, tqdm(total=total, unit="frame") as progress:
        for (set_name, numbers), results in zip(jobs, results_of(jobs), strict=True):
            for measured in results:
                evaluation.add(set_name, measured)
                if measured.failure is not None:
                    progress.write(f"svr: {evaluation.failures[-1]}", file=sys.stderr)
            progress.update(len(numbers))
    return evaluation


def _jobs(plan: Plan) -> list[Job]:
    singles = {"frames": len(plan.frames), "rooms": plan.rooms}
    jobs: list[Job] = [(name, (number,)) for name, count in singles.items() for number in range(count)]
    if plan.meshes is not None:
        views = range(plan.views)
        jobs += [("meshes", tuple(views[k : k + _MESH_VIEWS])) for k in range(0, plan.views, _MESH_VIEWS)]
    return jobs


@contextmanager
def _processes(plan: Plan, workers: int) -> Iterator[Callable[[Sequence[Job]], Iterator[list[Measured]]]]:
    """Give a function that does jobs in order, in this process or in several others."""
    if workers <= 1:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield partial(map, _Measurer(plan))
        finally:
            torch.set_num_threads(threads)
        return
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, context, _start, (plan,))
    try:
        yield partial(executor.map, _do)
    except BrokenProcessPool as error:
        raise InputError(f"one of {workers} processes died; expected memory for all, or fewer --workers") from error
    finally:
        executor.shutdown(cancel_futures=True)


_measurer: _Measurer | None = None


def _start(plan: Plan) -> None:
    """Make a process ready; an interruption is its parent's business."""
    global _measurer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_one_thread()
    _measurer = _Measurer(plan)


def _do(job: Job) -> list[Measured]:
    assert _measurer is not None
    return _measurer(job)


class _Measurer:
    """Do jobs, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._reconstructor = Reconstructor(plan.weights, plan.device)
        self._changes: dict[str, Change] = {CLEAN: lambda frame: frame, **(CHANGES if plan.robustness else {})}
        self._meshes = MeshSamples(plan.meshes, plan.class_map, views=_MESH_VIEWS) if plan.meshes else None

    def __call__(self, job: Job) -> list[Measured]:
        set_name, numbers = job
        measure = {"frames": self._frame, "rooms": self._room, "meshes": self._mesh}[set_name]
        return [measure(number) for number in numbers]

    def _frame(self, number: int) -> Measured:
        source = self._plan.frames[number]
        try:
            frame = sets.load_frame(source)
            return self._measured(frame, measure_frame, self._plan.pictured)
        except InputError as error:
            return Measured(source.name, {}, failure=str(error))

    def _room(self, number: int) -> Measured:
        config = self._reconstructor.config
        sample = make_sample(FIRST_ROOM + number, config.frustum, config.image_size)
        return self._view(f"room_{number:04d}", sample, number)

    def _mesh(self, number: int) -> Measured:
        assert self._meshes is not None
        config = self._reconstructor.config
        name = f"mesh_{number:04d}"
        try:
            sample = self._meshes(FIRST_ROOM + number, config.frustum, config.image_size)
        except InputError as error:
            return Measured(name, {}, failure=str(error))
        return self._view(name, sample, number)

    def _view(self, name: str, sample: Sample | MeshSample, number: int) -> Measured:
        config = self._reconstructor.config
        truth = know(sample, config.frustum, self._reconstructor.resolution, config.truncation)
        frame = sets.view_frame(name, sample, config.frustum)
        pictured = self._plan.pictured and number < _PICTURED
        measure = lambda answer, changed: measure_room(answer, changed, truth, config.scene.grid)  # noqa: E731
        return self._measured(frame, measure, pictured, truth.scene() if pictured else None)

    def _measured(
        self,
        frame: Frame,
        measure: Callable[[Reconstruction, Frame], FrameFigures],
        pictured: bool,
        truth: SceneVolume | None = None,
    ) -> Measured:
        figures, row = {}, None
        for name, change in self._changes.items():
            changed = change(frame)
            reconstruction = self._reconstructor.reconstruct(changed.image, changed.camera)
            figures[name] = measure(reconstruction, changed)
            if pictured and name == CLEAN:
                row = frame_row(frame, reconstruction, truth)
        return Measured(frame.name, figures, row)
