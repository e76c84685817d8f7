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

"""Drawing of the boxes of objects into images of a scene."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from svr_ros.geometry.boxes import EDGES
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.fonts import font
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.raster import Viewpoint, project
from svr_ros.labels import COLORS

_SAMPLES = 33
"""Points per edge; those behind the viewpoint are left out."""

_NEAREST = 0.1
"""Minimum depth in metres of what is drawn."""

_FRONT = 0.5
"""Length of the arrow to the front in half depths of a box, from the middle of its front."""

_OUTLINE = (30, 30, 30)


def camera_viewpoint(frustum: Frustum) -> Viewpoint:
    """Return the viewpoint of the canonical camera."""
    aspect = frustum.tan_x / frustum.tan_y
    return Viewpoint(np.eye(3), np.zeros(3), 0.5 / frustum.tan_y, (aspect / 2, 0.5))


def draw_boxes(image: NDArray[np.uint8], objects: Sequence[SceneObject], viewpoint: Viewpoint) -> NDArray[np.uint8]:
    """Return an image [H, W, 3] with the boxes of objects as wire frames, their fronts as arrows, and their names.

    Args:
        image: Image of the scene from the viewpoint.
        objects: Objects, in the frame of the viewpoint's rotation and position.
        viewpoint: Camera of the image.
    """
    canvas = Image.fromarray(image)
    pen = ImageDraw.Draw(canvas)
    size = canvas.width, canvas.height
    # Draw the farthest first
    for one in sorted(objects, key=lambda one: -float(np.linalg.norm(one.centre - viewpoint.position))):
        color = tuple(int(c) for c in COLORS[one.label])
        corners = one.box.corners()
        front = one.centre + one.box.rotation[:, 0] * one.size[0] / 2
        tip = front + one.box.rotation[:, 0] * one.size[0] / 2 * _FRONT
        for width, ink in ((4, _OUTLINE), (2, color)):
            for start, end in [*corners[EDGES], (front, tip)]:
                _line(pen, start, end, viewpoint, size, ink, width)
        _name(pen, one, corners, viewpoint, size)
    return np.asarray(canvas)


def _line(
    pen: Any, start: NDArray, end: NDArray, viewpoint: Viewpoint, size: tuple[int, int], ink: Any, width: int
) -> None:
    points = start + np.linspace(0, 1, _SAMPLES)[:, None] * (end - start)
    pixels, depth = project(points, viewpoint, size[1])
    visible = pixels[depth > _NEAREST]
    if len(visible) > 1:
        pen.line([tuple(visible[0]), tuple(visible[-1])], fill=ink, width=width)


def _name(pen: Any, one: SceneObject, corners: NDArray, viewpoint: Viewpoint, size: tuple[int, int]) -> None:
    pixels, depth = project(corners, viewpoint, size[1])
    if (depth <= _NEAREST).any():
        return
    x, y = pixels[pixels[:, 1].argmin()]
    place = float(np.clip(x, 20, size[0] - 20)), float(np.clip(y - 4, 18, size[1] - 4))
    text = f"{one.name} {one.score:.2f}"
    pen.rectangle(pen.textbbox(place, text, font(14), anchor="mb"), fill=(255, 255, 255))
    pen.text(place, text, _OUTLINE, font(14), anchor="mb")
