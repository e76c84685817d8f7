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

"""Computation of frames on a device: one upload, operators without waits, one download; on a GPU by CUDA graphs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.inference.memory import is_device_lost, is_shortage
from svr_ros.inference.transfer import as_arrays, download, fetch, pack, unpack, upload
from svr_ros.paths import describe

Work = Callable[[dict[str, Tensor]], dict[str, Tensor]]
"""Function from inputs to results, by name, on the device."""

_log = logging.getLogger(__name__)

_MAX_KINDS = 4
"""Maximum number of kinds of frames with a CUDA graph, such as those with and without depth; the oldest is dropped."""


class Frame(NamedTuple):
    """Results of a frame by name.

    Attributes:
        arrays: Results on the host.
        tensors: Results on the device, which later frames do not overwrite.
    """

    arrays: dict[str, NDArray[Any]]
    tensors: dict[str, Tensor]


class FrameRunner:
    """Computes frames, on a GPU by one CUDA graph per kind of frame instead of about 2,000 launches.

    The first frame of a kind is computed operator by operator, which also prepares the libraries and tables; at the
    second one, the graph is captured. If that fails, all later frames are computed operator by operator.

    Args:
        device: Device to compute on.
        graphs: Whether to use CUDA graphs.
    """

    def __init__(self, device: torch.device, graphs: bool) -> None:
        self.device, self._uses_graphs = device, graphs
        self._kinds: dict[Hashable, _Graph | None] = {}
        self._without: set[Hashable] = set()  # kinds for whose graph memory was short

    def run(self, kind: tuple[Hashable, ...] | None, work: Work, inputs: dict[str, NDArray[Any]]) -> Frame:
        """Return the results of a frame.

        Args:
            kind: All that `work` depends on, except for its inputs and their shapes; None if shapes in `work` depend
                on values.
            work: Computation of the frame.
            inputs: Inputs by name.
        """
        try:
            graph = None
            if self._uses_graphs and kind is not None:
                graph = self._graph((*kind, *((name, array.shape) for name, array in inputs.items())), work, inputs)
            if graph is not None:
                return graph.replay(inputs)
            tensors = work({name: upload(array, self.device) for name, array in inputs.items()})
            return Frame(download(tensors), tensors)
        except Exception:
            self.clear()  # frees the memory of the graphs
            raise

    def clear(self) -> None:
        """Drop all graphs, because a table that they read is replaced or memory is short."""
        self._kinds.clear()
        self._without.clear()

    def _graph(self, kind: Hashable, work: Work, inputs: dict[str, NDArray[Any]]) -> _Graph | None:
        """Return the graph of a kind of frame, captured at its second frame; None to compute without."""
        if kind in self._without:
            return None
        if kind not in self._kinds:
            self._kinds[kind] = None
            if len(self._kinds) > _MAX_KINDS:
                del self._kinds[next(iter(self._kinds))]
            return None
        if self._kinds[kind] is None:
            others = (graph.pool for graph in self._kinds.values() if graph is not None)
            try:
                self._kinds[kind] = _Graph(work, inputs, self.device, next(others, None))
            except RuntimeError as error:
                if is_device_lost(error):
                    raise
                self.clear()
                # A shortage, which may be hidden behind the error of the end of a capture, concerns this kind only
                if any(is_shortage(one) for one in (error, error.__context__) if one is not None):
                    self._without.add(kind)
                else:
                    self._uses_graphs = False
                _log.warning(
                    "no CUDA graph can be captured (%s): operators are launched one by one, which takes longer",
                    describe(error),
                )
                return None
        return self._kinds[kind]


class _Graph:
    """CUDA graph of a computation with inputs and results at fixed addresses.

    Graphs of one pool use the same memory for intermediate results, one after the other.
    """

    def __init__(self, work: Work, inputs: dict[str, NDArray[Any]], device: torch.device, pool: Any) -> None:
        self._work = work  # keeps the tables that the graph reads
        self._inputs = {name: upload(array, device) for name, array in inputs.items()}
        self._graph = torch.cuda.CUDAGraph()
        # Other threads may use the GPU meanwhile
        mode = "thread_local"
        with torch.cuda.device(device), torch.cuda.graph(self._graph, pool=pool, capture_error_mode=mode):
            results = work(self._inputs)
            self._packed = pack(results)
        self._like = {name: torch.empty_like(result, device="meta") for name, result in results.items()}

    @property
    def pool(self) -> Any:
        """Return the pool of the graph's memory."""
        return self._graph.pool()

    def replay(self, inputs: dict[str, NDArray[Any]]) -> Frame:
        """Return the results for inputs."""
        for name, target in self._inputs.items():
            upload(inputs[name], target.device, into=target)
        self._graph.replay()
        packed = self._packed.clone()  # the next replay overwrites the original
        return Frame(as_arrays(fetch(packed), self._like), unpack(packed, self._like))
