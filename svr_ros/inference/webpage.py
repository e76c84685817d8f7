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

"""Web page with images and a 3D model to turn with the mouse, in one file that needs no network."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from string import Template
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray
from PIL import Image
from trimesh.exchange.gltf import export_glb
from trimesh.viewer.notebook import scene_to_html

from svr_ros.geometry.mesh import Mesh
from svr_ros.labels import COLORS, NAMES

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2rem auto; padding: 0 1rem; color: #222 }
img { max-width: 100%; display: block }
iframe { width: 100%; height: 75vh; border: 1px solid #ccc }
.legend span { display: inline-block; margin-right: 1rem }
.legend i { display: inline-block; width: 1em; height: 1em; margin-right: .3em; vertical-align: -.15em }
</style>
</head>
<body>
<h1>$title</h1>
$images
<h2>The room in 3D</h2>
<p>Drag to turn, scroll to zoom, drag with the right button to move.</p>
<iframe title="3D model" srcdoc="$viewer"></iframe>
<p class="legend">$legend</p>
</body>
</html>
""")
_BACK, _UP = 1.2, 0.6
"""Position of the viewer's camera in metres behind and above the camera of the image."""

_CAMERA_LIGHT = "scene.add(tracklight);"
"""Statement of trimesh's viewer after which the ambient light is added."""

_AMBIENT_LIGHT = "scene.add(new THREE.AmbientLight(0xffffff,0.8));"
_BRIGHTNESS = 0.42
"""Factor of colours that makes them as bright as the legend in both lights together."""


def room_page(mesh: Mesh, images: Sequence[tuple[str, NDArray[np.uint8]]], title: str) -> str:
    """Return the page of a room.

    Args:
        mesh: The mesh, with y up and the view of the image along -z.
        images: Headings and images, uint8 [H, W, 3], above the model.
        title: The heading of the page.
    """
    figures = [
        f'<h2>{html.escape(heading)}</h2>\n<img alt="{html.escape(heading)}" src="{_jpeg(image)}">'
        for heading, image in images
    ]
    found = np.unique(mesh.labels)
    legend = [
        f'<span><i style="background:rgb{tuple(int(part) for part in COLORS[label])}"></i>{NAMES[label]}</span>'
        for label in found
        if label < len(NAMES)
    ]
    return _PAGE.substitute(
        title=html.escape(title), images="\n".join(figures), viewer=html.escape(_viewer(mesh)), legend="\n".join(legend)
    )


def _jpeg(image: NDArray[np.uint8]) -> str:
    """Return an image as a data URL."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=90)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _viewer(mesh: Mesh) -> str:
    """Return trimesh's page with three.js and the mesh."""
    model = trimesh.Trimesh(
        mesh.vertices, mesh.faces, vertex_normals=mesh.normals, vertex_colors=mesh.colors, process=False, validate=False
    )
    # Look from behind the camera at the middle of the room
    position = np.array([0, _UP, _BACK])
    backwards = position - model.bounds.mean(0)
    backwards /= np.linalg.norm(backwards)
    right = np.cross([0, 1, 0], backwards)
    right /= np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3] = np.stack([right, np.cross(backwards, right), backwards, position], 1)
    camera = trimesh.scene.Camera(fov=(75, 60), z_far=100)
    scene = _MattScene(model, camera=camera, camera_transform=pose)
    return str(scene_to_html(scene)).replace(_CAMERA_LIGHT, _CAMERA_LIGHT + _AMBIENT_LIGHT)


class _MattScene(trimesh.Scene):
    """Scene whose meshes get a material in glTF, the format that the viewer embeds."""

    def export(self, file_obj: Any = None, file_type: Any = None, **kwargs: Any) -> Any:
        """Return the scene as glTF in one piece."""
        return export_glb(self, tree_postprocessor=_add_material)


def _add_material(tree: dict[str, Any]) -> None:
    """Make the meshes of a glTF tree matt and visible from both sides; without a material they are dark metal."""
    matt = {"metallicFactor": 0, "roughnessFactor": 1, "baseColorFactor": [_BRIGHTNESS, _BRIGHTNESS, _BRIGHTNESS, 1]}
    tree["materials"] = [{"pbrMetallicRoughness": matt, "doubleSided": True}]
    for mesh in tree["meshes"]:
        for primitive in mesh["primitives"]:
            primitive["material"] = 0
