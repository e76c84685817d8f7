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

"""Accuracy and completeness of the edges of a predicted depth image (Koch et al. 2018, iBims-1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_DISTANCE = 10.0
"""Bound of the distances between edges in pixels (published value)."""

_SIGMA = 2**0.5
"""Standard deviation in pixels of the smoothing before edges are detected (published value)."""

_LOW_JUMP, _HIGH_JUMP = 0.06, 0.12
"""Jumps of log depth above which Canny's detector continues an edge, and begins one."""

_RESPONSE = 8 / (np.sqrt(2 * np.pi) * _SIGMA)
"""Gradient of Sobel's filter at a smoothed step of one."""

Mask = NDArray[np.bool_]


def depth_edges(depth: NDArray[np.floating], valid: Mask) -> Mask:
    """Return the edges [H, W] of a depth image [H, W] in metres, one or two pixels wide, in valid pixels [H, W].

    They are those of Canny's detector on log depth, so that their strength does not depend on the distance.
    """
    from skimage.feature import canny

    log_depth = np.log(np.where(valid, np.maximum(depth, 1e-3), 1.0))
    thresholds = _LOW_JUMP * _RESPONSE, _HIGH_JUMP * _RESPONSE
    return np.asarray(canny(log_depth, _SIGMA, *thresholds, mask=valid))


def edge_scores(predicted: Mask, true: Mask) -> dict[str, float]:
    """Return the errors of predicted edges [H, W] in pixels; they are NaN if there are no true edges.

    Returns:
        `edge_accuracy`, the mean distance to the nearest true edge of those predicted edge pixels that have one nearer
        than MAX_DISTANCE, and `edge_completeness`, the mean distance between both sets of edge pixels, each bounded by
        MAX_DISTANCE, over the pixels of both. Both are MAX_DISTANCE if no predicted edge is near a true one.
    """
    from scipy.ndimage import distance_transform_edt

    if not true.any():
        return {"edge_accuracy": float("nan"), "edge_completeness": float("nan")}
    to_true = distance_transform_edt(~true)
    near = predicted & (to_true < MAX_DISTANCE)
    if not near.any():
        return {"edge_accuracy": MAX_DISTANCE, "edge_completeness": MAX_DISTANCE}
    to_predicted = distance_transform_edt(~predicted)
    distances = np.concatenate([to_true[predicted], to_predicted[true]]).clip(max=MAX_DISTANCE)
    return {"edge_accuracy": float(to_true[near].mean()), "edge_completeness": float(distances.mean())}
