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

"""Relation of the cells of two resolutions of the same axis, such as the pixels and the columns of a volume."""

from __future__ import annotations

import torch
from torch import Tensor


def containing_cells(fine: int, coarse: int, device: torch.device | str = "cpu") -> Tensor:
    """Return the index [fine] of the one of `coarse` cells along an axis that contains the centre of each fine cell.

    If there are more `coarse` cells than fine ones, it is the cell in the middle of each fine one.
    """
    return (2 * torch.arange(fine, device=device) + 1) * coarse // (2 * fine)
