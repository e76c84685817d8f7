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

"""Picture sheet of an evaluation: input, ground truth and prediction side by side, one row per frame."""

from __future__ import annotations

import numpy as np

from svr_ros.evaluation.frames import Frame
from svr_ros.inference import rendering
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.rendering import RgbImage
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.labels import UNOBSERVED

_PANEL = 256, 192
_TITLES = (
    "input",
    "true depth",
    "depth",
    "true classes",
    "classes",
    "ground truth in 3D",
    "prediction in 3D",
    "from the right",
)


def result_sheet(rows: list[list[RgbImage]]) -> RgbImage:
    """Return rows of `frame_row` under column titles and above the legend of the classes."""
    return rendering.titled_grid(rows, _TITLES, gap=6)


def frame_row(frame: Frame, reconstruction: Reconstruction, truth: SceneVolume | None) -> list[RgbImage]:
    """Return the panels of a frame's row; panels without ground truth are grey."""
    # Fill in unknown ground truth
    frustum = reconstruction.frustum
    height, width = frame.image.shape[:2]
    unknown = np.full((height, width), np.nan, np.float32)
    true_depth = unknown if frame.depth is None else np.where(frame.depth > 0, frame.depth, np.nan)
    true_labels = np.full((height, width), UNOBSERVED, np.uint8) if frame.labels is None else frame.labels
    empty = rendering.color_depth(unknown, frustum.near, frustum.far)

    # Draw the panels in the order of the titles
    panels = [
        rendering.captioned(rendering.resize(frame.image, *_PANEL, smooth=True), frame.name),
        *(rendering.color_depth(d, frustum.near, frustum.far) for d in (true_depth, reconstruction.depth_image())),
        *(rendering.color_labels(labels) for labels in (true_labels, reconstruction.label_image())),
        empty if truth is None else rendering.draw_scene(truth, *_PANEL)[0],
        *rendering.draw_scene(reconstruction, *_PANEL),
    ]
    return [rendering.resize(panel, *_PANEL) for panel in panels]
