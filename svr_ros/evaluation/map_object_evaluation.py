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

"""Evaluation of the boxes of a walk's map against those of its room, and of single frames for comparison."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.object_metrics import box_counts, mean_average_precision
from svr_ros.evaluation.visibility import in_sight
from svr_ros.evaluation.walk_files import TrueSurface
from svr_ros.geometry import rigid
from svr_ros.geometry.boxes import OrientedBox
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import Label
from svr_ros.mapping.posed_frame import PosedFrame
from svr_ros.synthesis.instances import ObjectBox

_MIN_SEEN = 0.1
"""Minimum fraction of an object's surface in sight with which it counts."""

_MARGIN = 0.02
"""Distance in metres around a box within which surfaces belong to its object."""


class BoxEvaluation:
    """Counts of hits, extra and true boxes of the frames of a walk.

    Objects of which little is in sight do not count, whether they are found or not; in single frames, neither do those
    with their centre outside of the view.

    Args:
        boxes: True boxes of the room, in the map.
        surface: True surface of the room.
    """

    def __init__(self, boxes: Sequence[ObjectBox], surface: TrueSurface) -> None:
        self._boxes = list(boxes)
        grown = [OrientedBox(one.box.centre, one.box.size + 2 * _MARGIN, one.box.rotation) for one in boxes]
        parts = [
            surface.points[(surface.labels == one.label) & box.contains(surface.points)]
            for one, box in zip(boxes, grown, strict=True)
        ]
        self._owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        self._points = np.concatenate([np.zeros((0, 3), np.float32), *parts])
        self._seen = np.zeros(len(self._points), np.bool_)
        self._frames = [self._counts([], self._boxes_ignored(self._seen))]

    def add_frame(self, frame: PosedFrame, reconstruction: Reconstruction) -> None:
        """Add a frame with a pose, and count the boxes of its reconstruction."""
        assert frame.map_from_camera is not None
        seen, _ = in_sight(self._points, [frame], exact=True)
        self._seen |= seen
        centres = np.array([one.box.centre for one in self._boxes]).reshape(-1, 3)
        local = rigid.transform(rigid.inverse(frame.map_from_camera), centres)
        ignored = self._boxes_ignored(seen) | ~reconstruction.frustum.contains(local)
        found = [(one, one.box.transformed(frame.map_from_camera)) for one in reconstruction.objects()]
        self._frames.append(self._counts(found, ignored))

    def scores(self, objects: Sequence[SceneObject]) -> dict[str, float]:
        """Return the mean average precision of a map's objects, and that of all single frames together, by name."""
        counts = self._counts([(one, one.box) for one in objects], self._boxes_ignored(self._seen))
        of_map, of_frames = map(mean_average_precision, (counts.astype(float), np.sum(self._frames, 0)))
        scores = {f"box_{name}": float(value) for name, value in of_map.items()}
        return scores | {f"frame_box_{name}": float(value) for name, value in of_frames.items()}

    def _boxes_ignored(self, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the mask of the boxes that do not count, given the mask of the points in sight."""
        total = np.bincount(self._owners, minlength=len(self._boxes))
        shown = np.bincount(self._owners, seen, minlength=len(self._boxes))
        void = np.array([one.label == Label.VOID for one in self._boxes], np.bool_)
        return np.asarray((shown < _MIN_SEEN * np.maximum(total, 1)) | void)

    def _counts(
        self, found: Sequence[tuple[SceneObject, OrientedBox]], ignored: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return the counts of `box_counts` for objects with their boxes in the map."""
        counts, _ = box_counts(
            [box for _, box in found],
            [one.score for one, _ in found],
            [int(one.label) for one, _ in found],
            [one.box for one in self._boxes],
            [int(one.label) for one in self._boxes],
            ignored.tolist(),
        )
        return counts
