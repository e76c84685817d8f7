#!/usr/bin/env python3
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

"""Compare the time of depthwise convolutions with gradient, PyTorch's and ours, for the shapes of the pixel network.

    python benchmarks/depthwise.py [--batch 16] [--repeats 9]

Times are medians of forward and backward pass of a layer on one thread, in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F
from tqdm import tqdm

from svr_ros.networks.depthwise import DepthwiseConv
from svr_ros.threads import use_one_thread

# channels, side, kernel, stride
_LAYERS = (480, 16, 5, 1), (672, 16, 5, 1), (672, 16, 5, 2), (1152, 8, 5, 1)
_METHODS = "PyTorch, bf16", "PyTorch, fp32", "ours"


def _seconds(convolve: Callable[[Tensor, Tensor, Tensor], Tensor], parts: list[Tensor]) -> float:
    started = time.perf_counter()
    convolve(*parts).sum().backward()
    return time.perf_counter() - started


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description="Compare the time of depthwise convolutions with gradient.")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=9)
    arguments = parser.parse_args()
    use_one_thread()
    print("| channels, side, kernel, stride | " + " | ".join(_METHODS) + " | fp32 / ours |\n|---|---|---|---|---|")
    for channels, side, kernel, stride in tqdm(_LAYERS, leave=False):
        image = torch.randn(arguments.batch, channels, side, side).contiguous(memory_format=torch.channels_last)
        parts = [image, torch.randn(channels, 1, kernel, kernel), torch.randn(channels)]
        exact = [part.requires_grad_() for part in parts]
        coarse = [part.detach().bfloat16().requires_grad_() for part in parts]
        settings = stride, kernel // 2

        def theirs(image: Tensor, weight: Tensor, bias: Tensor, settings: tuple[int, int] = settings) -> Tensor:
            return F.conv2d(image, weight, bias, *settings, groups=len(weight))

        def ours(image: Tensor, weight: Tensor, bias: Tensor, settings: tuple[int, int] = settings) -> Tensor:
            return DepthwiseConv.apply(image, weight, bias, *settings)

        times: dict[str, list[float]] = {method: [] for method in _METHODS}
        for _ in range(arguments.repeats + 1):
            for method, work, given in zip(_METHODS, (theirs, theirs, ours), (coarse, exact, exact), strict=True):
                times[method].append(_seconds(work, given))
        medians = [1e3 * statistics.median(times[method][1:]) for method in _METHODS]
        cells = " | ".join(f"{median:.1f}" for median in medians)
        tqdm.write(f"| {channels}, {side}, {kernel}, {stride} | {cells} | {medians[1] / medians[2]:.1f} |")


if __name__ == "__main__":
    main()
