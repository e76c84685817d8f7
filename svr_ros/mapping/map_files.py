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

"""Meshes of a map as files, with the class, confidence and layer of their vertices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from svr_ros.errors import InputError
from svr_ros.inference.files import Z_UP, MeshColors, check_output, write_atomically, write_image, write_mesh
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.rendering import draw_mesh
from svr_ros.mapping.extraction import Layers
from svr_ros.mapping.map_file import SUFFIX
from svr_ros.mapping.semantic_map import SemanticMap

FORMATS = (".glb", ".ply", ".obj", ".png", ".html", SUFFIX)
"""Suffixes of the files of a map."""

_PICTURE = 1280, 960
"""Width and height of pictures in pixels."""

_AZIMUTH = 0.6
"""Direction of view of pictures in radians; see `draw_mesh`."""


def write(
    scene: SemanticMap,
    path: str | Path,
    layers: Layers = "both",
    colors: MeshColors = "class",
    objects: Sequence[SceneObject] = (),
) -> None:
    """Write a map in the format of the suffix; the file appears whole or not at all.

    Meshes are in metres and in the map's frame (.glb with y up, as glTF requires). Vertices of .ply files have the
    properties label, confidence and layer (0 measured, 1 guessed).

    Args:
        scene: The map.
        path: File to write.
        layers: Layers of the map that are written.
        colors: Colours of meshes.
        objects: Objects of the map whose boxes are drawn into pictures (.png).

    Raises:
        InputError: If suffix or folder are wrong, the map has no surface, or the file cannot be written.
    """
    path = check_output(path, FORMATS)
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        scene.save(path)
        return
    found = scene.layered_mesh(layers, colors)
    mesh = found.mesh
    if not len(mesh.faces):
        raise InputError("the map has no surface in these layers, so that there is nothing to write")
    if suffix == ".png":
        upright = mesh.transformed(_OPTICAL_FROM_MAP)
        boxed = [replace(one, box=one.box.transformed(_OPTICAL_FROM_MAP)) for one in objects]
        write_image(draw_mesh(upright, _AZIMUTH, *_PICTURE, boxed), path)
    elif suffix == ".html":
        from svr_ros.inference.webpage import room_page

        page = room_page(mesh.transformed(_OPTICAL_FROM_MAP), [], path.stem)
        write_atomically(path, lambda target: target.write_text(page, encoding="utf-8"))
    else:
        write_mesh(mesh, path, Z_UP, {"confidence": found.confidence, "layer": found.layer})


_OPTICAL_FROM_MAP = np.array([[0, -1, 0, 0], [0, 0, -1, 0], [1, 0, 0, 0], [0, 0, 0, 1]], np.float64)
"""Transform from a frame with z up (REP 103) to axes of an optical frame, in which meshes are drawn."""
