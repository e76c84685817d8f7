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

"""Scores of objects: probability of their class in the volume and in the image, agreement of their votes, and size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.inference.instances import BAND, Segmentation
from svr_ros.labels import Label

Array = NDArray[Any]

_TYPICAL_AREA = {
    Label.TABLE: 1.2,
    Label.BATH: 1.5,
    Label.SOFA: 2.5,
    Label.CABINET: 1.5,
    Label.BED: 4.0,
    Label.CHAIR: 0.4,  # often half hidden by a table
    Label.LIGHTING: 0.15,
}
"""Surface in square metres of an object from which its size does not lower its score."""

_compile = compiled(nogil=True, error_model="numpy")


@dataclass(frozen=True)
class VisibleClasses:
    """Classes that the image shows, in the middle of each column of a volume.

    Attributes:
        labels: Class ids [R, C] of the pixels; 255 for none.
        confidence: Probabilities [R, C] of the classes.
        depth: Depths [R, C] of the first surface in metres; NaN for none.
    """

    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    depth: NDArray[np.float32]


def score_objects(
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    segmentation: Segmentation,
    depth: NDArray[np.floating[Any]],
    visible: VisibleClasses | None = None,
) -> NDArray[np.float64]:
    """Return the scores [instances + 1] in 0..1.

    A score is the geometric mean of the probability of the object's class over its voxels and over the pixels that show
    it, times the agreement of the votes, times the factor of the size. Voxels and pixels of other classes count as
    zero. The image often contradicts objects that the volume has in the place of walls and floors.

    Args:
        labels: Class ids [D, R, C] of the volume.
        confidence: Probabilities [D, R, C] of the classes.
        segmentation: Voxels of the objects.
        depth: Depths [D] of the voxels' centres in metres.
        visible: Classes that the image shows; None if the model does not classify pixels.
    """
    probability, shown, number = _probabilities(
        segmentation.voxels,
        segmentation.instances,
        segmentation.labels,
        labels.ravel(),
        confidence.ravel(),
        depth,
        *_columns(visible, labels.shape[1] * labels.shape[2]),
        BAND,
    )
    probability = probability / np.maximum(segmentation.count, 1)
    in_image = np.where(number > 0, shown / np.maximum(number, 1), probability)
    size = [size_factor(*one) for one in zip(segmentation.labels.tolist(), segmentation.areas.tolist(), strict=True)]
    values = np.sqrt(np.maximum(probability * in_image, 0)) * segmentation.agreement * size
    return np.asarray(np.clip(np.nan_to_num(values), 0, 1))


def size_factor(label: int, area: float) -> float:
    """Return the factor in 0..1 by which the size of an object lowers its score, given its surface in square metres."""
    return min(max(area, 0.0) / _TYPICAL_AREA.get(Label(label), 1.0), 1.0)


def _columns(visible: VisibleClasses | None, count: int) -> tuple[Array, Array, Array]:
    """Return the classes, probabilities and depths [R * C] of visible surfaces; without any, depths are NaN."""
    if visible is None:
        return np.zeros(count, np.uint8), np.zeros(count, np.float32), np.full(count, np.nan, np.float32)
    return visible.labels.ravel(), visible.confidence.ravel(), visible.depth.astype(np.float32).ravel()


@_compile
def _probabilities(
    voxels: Array,
    instances: Array,
    classes: Array,
    labels: Array,
    confidence: Array,
    depth: Array,
    pixel_labels: Array,
    pixel_confidence: Array,
    first: Array,
    band: float,
) -> tuple[Array, Array, Array]:
    """Return sums [K] over the voxels of each instance, of probabilities of its class; zero for 0, which is none.

    Args:
        voxels: Ascending flat indices [N] of the voxels.
        instances: Instances [N] of the voxels.
        classes: Class ids [K] of the instances.
        labels: Class ids [D * R * C] of the volume.
        confidence: Probabilities [D * R * C] of the classes; an instance with one that is NaN has the sum NaN.
        depth: Depths [D] of the voxels' centres.
        pixel_labels: Class ids [R * C] that the image shows; 255 for none.
        pixel_confidence: Probabilities [R * C] of these classes.
        first: Depths [R * C] of the first surface; NaN for none.
        band: Maximum distance along the ray of visible voxels from the first surface.

    Returns:
        The sum in the volume, the sum in the image over the visible voxels, and the number of visible voxels.
    """
    total, shown, number = np.zeros(len(classes)), np.zeros(len(classes)), np.zeros(len(classes), np.int64)
    columns = len(first)
    d, start = 0, 0
    for n in range(len(voxels)):
        while voxels[n] >= start + columns:
            d += 1
            start += columns
        k, column = instances[n], voxels[n] - start
        if k == 0:
            continue
        total[k] += confidence[voxels[n]] * np.float32(labels[voxels[n]] == classes[k])
        # Comparisons with NaN are false
        if abs(depth[d] - first[column]) < band and pixel_labels[column] != 255:
            number[k] += 1
            if pixel_labels[column] == classes[k]:
                shown[k] += pixel_confidence[column]
    return total, shown, number
