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

"""Visualisation of reconstructions: false colours, renderings in 3D, and sheets of panels with titles and legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.box_drawing import camera_viewpoint, draw_boxes
from svr_ros.inference.fonts import font
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.raster import BACKGROUND, draw, orbit
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.inference.selection import MAX_DISTANCE_ERROR
from svr_ros.labels import COLORS, NAMES, Label

RgbImage = NDArray[np.uint8]
"""RGB image [H, W, 3]."""

Array: TypeAlias = "NDArray[np.floating[Any]]"

PANEL_WIDTH = 480
_NO_VALUE = (225, 225, 225)
_INK = (40, 40, 40)
_GAP = 12
_TITLE = 34
_LABEL = 18
_LEGEND_ENTRY = 112
# Pillow 9.0 (Ubuntu 22.04) lacks Image.Resampling.
_SMOOTH, _SHARP = Image.BICUBIC, Image.NEAREST  # type: ignore[attr-defined]
_NORMAL_COLORS = np.array([[127.5, 0, 0, 127.5], [0, -127.5, 0, 127.5], [0, 0, -127.5, 127.5]])
_ELEVATION = math.radians(32)
_AZIMUTHS = math.radians(38), math.radians(-38)

# Red for near, blue for far: seven colours of Google's "turbo" map, which separates steps of depth well.
_DEPTH_COLORS = np.array(
    [(165, 25, 10), (232, 84, 16), (251, 170, 50), (180, 242, 60), (40, 220, 170), (60, 140, 250), (60, 40, 130)],
    np.float64,
)


def color_depth(depth: Array, near: float, far: float) -> RgbImage:
    """Return depths [H, W] in metres as colours from red (near) to blue (far); NaN is grey."""
    position = np.nan_to_num((depth - near) / (far - near)).clip(0, 1) * (len(_DEPTH_COLORS) - 1)
    channels = [np.interp(position, np.arange(len(_DEPTH_COLORS)), channel) for channel in _DEPTH_COLORS.T]
    return np.where(np.isfinite(depth)[..., None], np.stack(channels, -1), _NO_VALUE).astype(np.uint8)


def color_normals(normals: Array) -> RgbImage:
    """Return unit normals [H, W, 3] in the camera's frame as colours: red right, green up, blue towards the camera.

    NaN and zero are grey.
    """
    squared = cv2.transform(cv2.multiply(normals, normals), np.ones((1, 3)))
    colors = np.asarray(cv2.convertScaleAbs(cv2.transform(normals, _NORMAL_COLORS)), np.uint8)
    colors[~(squared > 0)] = _NO_VALUE  # NaN is not above zero either
    return colors


def color_labels(labels: NDArray[np.uint8]) -> RgbImage:
    """Return class ids [H, W] in the colours of the legend; pixels without a class are grey."""
    table = np.full((256, 3), _NO_VALUE, np.uint8)
    table[: len(COLORS)] = COLORS
    return table[labels]


def draw_mesh(mesh: Mesh, azimuth: float, width: int, height: int, objects: Sequence[SceneObject] = ()) -> RgbImage:
    """Render a mesh from obliquely above, in a direction of azimuth radians to the left of the camera's.

    The boxes of the given objects are drawn into it.
    """
    if not len(mesh.faces):
        return np.full((height, width, 3), BACKGROUND, np.uint8)
    viewpoint = orbit(mesh.vertices, _upwards(mesh), azimuth, _ELEVATION, width / height)
    return draw_boxes(draw(mesh, viewpoint, width, height), objects, viewpoint)


def _upwards(mesh: Mesh) -> Array:
    """Return the direction up in the camera's frame: the floor's normal if a floor is visible, else the image's up."""
    floor = mesh.normals[(mesh.labels == Label.FLOOR) & (mesh.normals[:, 1] < -0.5)]
    if len(floor) < 100:
        return np.array([0.0, -1.0, 0.0])
    up = np.median(floor, axis=0).astype(np.float64)
    return up / np.linalg.norm(up)


def resize(image: RgbImage, width: int, height: int, smooth: bool = False) -> RgbImage:
    """Resize an image; `smooth` interpolates, as is right for photographs but not for colours with a meaning."""
    method = _SMOOTH if smooth else _SHARP
    return np.asarray(Image.fromarray(image).resize((width, height), method))


def panel_height(frustum: Frustum, width: int) -> int:
    """Return the height of a panel of the canonical view with square pixels."""
    return round(width * frustum.tan_y / frustum.tan_x)


def sheet(
    reconstruction: Reconstruction,
    image: RgbImage | None = None,
    objects: Sequence[SceneObject] = (),
    max_distance_error: float = MAX_DISTANCE_ERROR,
) -> RgbImage:
    """Return input, normals, depth, classes and the scene in 3D from two sides, with titles and the legend.

    Depth that was measured has a panel of its own. The camera's original image, if given, makes the first panel
    sharper. The boxes of the given objects are drawn into the image and the views in 3D. Hidden surfaces with a
    larger standard deviation of distance than `max_distance_error`, in metres, are left out.
    """
    frustum = reconstruction.frustum
    width, height = PANEL_WIDTH, panel_height(frustum, PANEL_WIDTH)
    left, right = draw_scene(reconstruction, width, height, objects, max_distance_error)
    view = resize(_view(reconstruction, image), width, height, smooth=True)
    depth = color_depth(reconstruction.depth, frustum.near, frustum.far)
    measured = []
    if reconstruction.measured is not None and reconstruction.measured.any():
        known = np.where(reconstruction.measured, reconstruction.depth, np.nan)
        measured = [titled(resize(color_depth(known, frustum.near, frustum.far), width, height), "measured depth")]
    rows = [
        [
            titled(draw_boxes(view, objects, camera_viewpoint(frustum)), "input"),
            titled(resize(color_normals(reconstruction.normals), width, height, smooth=True), "surface normals"),
            titled(resize(depth, width, height), "depth", _depth_key(frustum)),
            *measured,
        ],
        [
            titled(resize(color_labels(reconstruction.pixel_labels), width, height), "classes"),
            titled(left, "the scene in 3D, from the left"),
            titled(right, "and from the right"),
        ],
    ]
    board = grid(rows)
    return np.vstack([board, legend(board.shape[1])])


def scene_sheet(scene: SceneVolume, max_distance_error: float = MAX_DISTANCE_ERROR) -> RgbImage:
    """Return a scene without an image in its class colours, from the camera's viewpoint and from two sides."""
    width, height = PANEL_WIDTH, panel_height(scene.frustum, PANEL_WIDTH)
    mesh = scene.mesh("class", max_distance_error)
    front = draw(mesh, camera_viewpoint(scene.frustum), width, height)
    return titled_grid(
        [[front, *(draw_mesh(mesh, azimuth, width, height) for azimuth in _AZIMUTHS)]],
        ["the scene as the camera sees it", "in 3D, from the left", "and from the right"],
    )


def draw_scene(
    scene: SceneVolume,
    width: int,
    height: int,
    objects: Sequence[SceneObject] = (),
    max_distance_error: float = MAX_DISTANCE_ERROR,
) -> tuple[RgbImage, RgbImage]:
    """Render a scene's surfaces in their class colours, and the boxes of objects, from its left and from its right."""
    mesh = scene.mesh("class", max_distance_error)
    left, right = (draw_mesh(mesh, azimuth, width, height, objects) for azimuth in _AZIMUTHS)
    return left, right


def titled(image: RgbImage, text: str, key: RgbImage | None = None) -> RgbImage:
    """Return an image with a title above it and, right of the title, a key to its colours."""
    strip = Image.new("RGB", (image.shape[1], _TITLE), "white")
    ImageDraw.Draw(strip).text((0, _TITLE // 2), text, _INK, font(20), anchor="lm")
    if key is not None:
        strip.paste(Image.fromarray(key), (image.shape[1] - key.shape[1], 0))
    return np.vstack([np.asarray(strip), image])


def captioned(image: RgbImage, text: str) -> RgbImage:
    """Return an image with a small caption in its lower left corner."""
    canvas = Image.fromarray(image)
    pen = ImageDraw.Draw(canvas)
    left, top, right, bottom = pen.textbbox((6, canvas.height - 5), text, font(14), anchor="lb")
    pen.rectangle((left - 6, top - 3, right + 4, bottom + 5), "white")
    pen.text((6, canvas.height - 5), text, _INK, font(14), anchor="lb")
    return np.asarray(canvas)


def labelled(image: RgbImage, text: str) -> RgbImage:
    """Return an image with a small line of text below it."""
    strip = Image.new("RGB", (image.shape[1], _LABEL), "white")
    pen = ImageDraw.Draw(strip)
    chosen = font(11 if pen.textlength(text, font(11)) < strip.width else 9)
    pen.text((strip.width // 2, _LABEL // 2), text, _INK, chosen, anchor="mm")
    return np.vstack([image, np.asarray(strip)])


def grid(rows: list[list[RgbImage]], gap: int = _GAP) -> RgbImage:
    """Return images of one size in rows and columns on white; rows may differ in length."""
    height, width = rows[0][0].shape[:2]
    columns = max(len(row) for row in rows)
    board = np.full((len(rows) * (height + gap) + gap, columns * (width + gap) + gap, 3), 255, np.uint8)
    for i, row in enumerate(rows):
        for j, image in enumerate(row):
            top, left = gap + i * (height + gap), gap + j * (width + gap)
            board[top : top + height, left : left + width] = image
    return board


def titled_grid(rows: list[list[RgbImage]], titles: Sequence[str], gap: int = _GAP) -> RgbImage:
    """Return rows of images of one size below the titles of their columns and above the legend."""
    boards = [grid([[titled(panel, title) for panel, title in zip(rows[0], titles, strict=False)]], gap)]
    if len(rows) > 1:
        boards.append(grid(rows[1:], gap)[gap:])
    return np.vstack([*boards, legend(boards[0].shape[1])])


def legend(width: int) -> RgbImage:
    """Return a legend of the class colours with the given width, in as many lines as necessary."""
    columns = max(width // _LEGEND_ENTRY, 1)
    lines = -(-len(NAMES) // columns)
    columns = -(-len(NAMES) // lines)
    strip = Image.new("RGB", (width, _GAP + lines * _TITLE), "white")
    pen = ImageDraw.Draw(strip)
    for k, (name, color) in enumerate(zip(NAMES, COLORS, strict=True)):
        left, top = _GAP + k % columns * (width - 2 * _GAP) // columns, k // columns * _TITLE + 4
        pen.rectangle((left, top, left + 24, top + 24), tuple(int(c) for c in color), (120, 120, 120))
        pen.text((left + 32, top + 12), name, _INK, font(18), anchor="lm")
    return np.asarray(strip)


def _view(reconstruction: Reconstruction, image: RgbImage | None) -> RgbImage:
    """Return the canonical view, warped from the camera's original image if it is given."""
    if image is None:
        return reconstruction.image
    view = CanonicalView(reconstruction.camera, reconstruction.frustum, PANEL_WIDTH)
    return view.warp(image).permute(1, 2, 0).round().byte().numpy()


def _depth_key(frustum: Frustum) -> RgbImage:
    strip = Image.new("RGB", (250, _TITLE), "white")
    pen = ImageDraw.Draw(strip)
    ramp = color_depth(np.tile(np.linspace(frustum.near, frustum.far, 140), (14, 1)), frustum.near, frustum.far)
    strip.paste(Image.fromarray(ramp), (56, _TITLE // 2 - 7))
    pen.text((48, _TITLE // 2), f"{frustum.near:g} m", _INK, font(16), anchor="rm")
    pen.text((204, _TITLE // 2), f"{frustum.far:g} m", _INK, font(16), anchor="lm")
    return np.asarray(strip)
