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

"""Frames with CUDA graphs against frames without, by stand-ins for torch.cuda that record and repeat operators."""

import contextlib
import logging
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.known import KnownGeometry
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.backends import frames
from svr_ros.inference.backends.frames import FrameRunner
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.memory import DeviceLostError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import Weights

CPU = torch.device("cpu")
CAMERA, OTHER = (Camera.from_hfov(80, 60, math.radians(degrees)) for degrees in (70, 50))
FORBIDDEN = ("_local_scalar_dense", "nonzero", "pin_memory")


class StandIn(TorchDispatchMode):
    """CUDAGraph: record operators with their tensors, and repeat them into the same memory.

    Attributes:
        captures: Number of graphs that were captured in the test.
        replays: Number of replays.
        failure: Error that a capture raises, if any.
    """

    captures, replays = 0, 0
    failure: Exception | None = None

    def __init__(self) -> None:
        super().__init__()
        self._calls: list[Any] = []

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if StandIn.failure is not None:
            raise StandIn.failure
        name = function.__name__.partition(".")[0]
        if name in FORBIDDEN:
            raise RuntimeError(f"{name} is not permitted when a stream is capturing")
        result = function(*args, **(kwargs or {}))
        self._calls.append((function, args, kwargs or {}, result))
        return result

    def replay(self) -> None:
        StandIn.replays += 1
        for function, args, kwargs, result in self._calls:
            given = {each.untyped_storage().data_ptr() for each in tensors((args, kwargs))}
            for ours, again in zip(tensors(result), tensors(function(*args, **kwargs)), strict=True):
                if ours.untyped_storage().data_ptr() not in given:
                    ours.copy_(again)

    def pool(self) -> tuple[int, int]:
        return (0, id(self))


def tensors(tree: Any) -> list[torch.Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, torch.Tensor)]


@contextlib.contextmanager
def capture(graph: StandIn, pool: Any, capture_error_mode: str) -> Iterator[None]:
    assert capture_error_mode == "thread_local"
    with graph:
        yield
    StandIn.captures += 1


@pytest.fixture(autouse=True)
def cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the CPU have graphs."""
    monkeypatch.setattr(StandIn, "captures", 0)
    monkeypatch.setattr(StandIn, "replays", 0)
    monkeypatch.setattr(StandIn, "failure", None)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", StandIn)
    monkeypatch.setattr(torch.cuda, "graph", capture)
    monkeypatch.setattr(torch.cuda, "device", lambda device: contextlib.nullcontext())
    monkeypatch.setattr(CanonicalView, "_warp_by_kernel", CanonicalView._warp_by_operators)


def image(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (60, 80, 3), np.uint8)


def pair(weights: Weights) -> tuple[Reconstructor, Reconstructor]:
    """Return a reconstructor with fixed shapes and graphs, and one with fixed shapes."""
    both = []
    for graphs in (True, False):
        reconstructor = Reconstructor(weights, "cpu", precision="fp32", backend="torch")
        reconstructor._backend = TorchBackend(weights.model(), CPU, "fp32", static=True, graphs=graphs)
        both.append(reconstructor)
    return both[0], both[1]


def assert_same(with_graphs: Reconstructor, without: Reconstructor, *given: Any, **known: Any) -> None:
    ours, theirs = (each.reconstruct(*given, **known) for each in (with_graphs, without))
    for name in ("tsdf", "labels", "confidence", "depth", "image", "normals", "predicted_error"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)


def test_replayed_frames_are_those_without_graphs(small_weights: Weights) -> None:
    ours, theirs = pair(small_weights)
    for seed, (captures, replays) in enumerate(((0, 0), (1, 1), (1, 2))):
        assert_same(ours, theirs, image(seed), CAMERA)
        assert (StandIn.captures, StandIn.replays) == (captures, replays)
    # Another kind of frame has a graph of its own, and neither changes the other
    kept = ours.reconstruct(image(3), CAMERA)
    before = kept.tsdf.copy()
    for distance in (2.0, 2.5):
        known = KnownGeometry(np.full((60, 80), distance, np.float32))
        assert_same(ours, theirs, image(4), CAMERA, known=known)
    assert StandIn.captures == 2
    assert_same(ours, theirs, image(5), CAMERA)
    assert StandIn.captures == 2
    np.testing.assert_array_equal(kept.tsdf, before)
    # A new camera has tables of its own
    for seed in range(6, 8):
        assert_same(ours, theirs, image(seed), OTHER)
    assert StandIn.captures == 3


def test_room_for_more_octants_needs_another_graph(small_weights: Weights) -> None:
    ours, theirs = pair(small_weights)
    for _ in range(2):
        assert_same(ours, theirs, image(0), CAMERA)
    ours._backend.make_room(ours.resolution, 10)
    for captures in (1, 2):
        assert_same(ours, theirs, image(1), CAMERA)
        assert StandIn.captures == captures


def test_failed_capture_is_logged_once(small_weights: Weights, caplog: pytest.LogCaptureFixture) -> None:
    ours, theirs = pair(small_weights)
    StandIn.failure = RuntimeError("CUDA error: operation not permitted when stream is capturing\nmore")
    with caplog.at_level(logging.WARNING):
        for seed in range(4):
            assert_same(ours, theirs, image(seed), CAMERA)
    assert [record.message for record in caplog.records] == [
        "no CUDA graph can be captured (CUDA error: operation not permitted when stream is capturing more): operators "
        "are launched one by one, which takes longer"
    ]


def test_lost_gpu_is_no_failed_capture(small_weights: Weights) -> None:
    ours, _ = pair(small_weights)
    ours.reconstruct(image(0), CAMERA)
    StandIn.failure = RuntimeError("CUDA error: an illegal memory access was encountered")
    with pytest.raises(DeviceLostError):
        ours.reconstruct(image(0), CAMERA)


def test_values_do_not_decide_about_shapes_in_a_graph() -> None:
    runner = FrameRunner(CPU, True)
    given = {"numbers": np.array([1.0, -1.0, 2.0], np.float32)}
    for _ in range(3):
        frame = runner.run(None, lambda some: {"positive": some["numbers"][some["numbers"] > 0]}, given)
        assert frame.arrays["positive"].tolist() == [1, 2] and not StandIn.captures


def test_failed_frame_drops_the_graphs() -> None:
    runner, inputs = FrameRunner(CPU, True), {"number": np.ones(3, np.float32)}
    for _ in range(2):
        runner.run(("sum",), lambda given: {"sum": given["number"].sum()}, inputs)
    assert StandIn.captures == 1

    def fail(given: Any) -> Any:
        raise RuntimeError("CUDA out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        runner.run(("other",), fail, inputs)
    assert not runner._kinds


def test_number_of_graphs_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_MAX_KINDS", 2)
    runner = FrameRunner(CPU, True)
    for kind in (0, 0, 1, 1, 2, 2, 1, 0):
        frame = runner.run((kind,), lambda given: {"double": 2 * given["number"]}, {"number": np.full(2, kind)})
        assert frame.arrays["double"].tolist() == [2 * kind] * 2 == frame.tensors["double"].tolist()
    assert StandIn.captures == 3 and len(runner._kinds) == 2


def test_frame_waits_once_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = []
    monkeypatch.setattr(frames, "fetch", lambda packed: fetched.append(len(packed)) or packed)
    runner, inputs = FrameRunner(CPU, True), {"number": np.ones(3, np.float32)}
    for _ in range(4):
        frame = runner.run(("two",), lambda given: {"a": given["number"] + 1, "b": given["number"] > 0}, inputs)
    assert fetched == [3 * 4 + 3] * 3 and frame.arrays["a"].tolist() == [2, 2, 2] and frame.arrays["b"].all()
