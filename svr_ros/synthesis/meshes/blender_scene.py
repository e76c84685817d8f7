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

"""Render a scene that `blender.py` wrote, in Blender's own Python: `python blender_scene.py scene.npz radiance.npy`.

Imports only bpy and numpy, which Blender contains.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np


def main(source: Path, target: Path) -> None:
    """Render `source` and write linear radiance [size, size, 3], float32, to `target`."""
    scene_file = np.load(source)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    add_mesh(scene_file, source.parent)
    add_lights(scene_file)
    set_camera(scene_file)
    image = target.with_suffix(".exr")
    render(scene_file, image)
    loaded = bpy.data.images.load(str(image))
    loaded.colorspace_settings.name = "Linear Rec.709"
    size = int(scene_file["size"])
    pixels = np.empty(size * size * loaded.channels, np.float32)
    loaded.pixels.foreach_get(pixels)
    np.save(target, pixels.reshape(size, size, -1)[::-1, :, :3])


def add_mesh(scene_file: Any, folder: Path) -> None:
    """Add all triangles as one mesh with one material per `MeshMaterial`."""
    vertices, faces = scene_file["vertices"], scene_file["faces"].astype(np.int32)
    mesh = bpy.data.meshes.new("scene")
    mesh.from_pydata([], [], [])
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", vertices.ravel())
    mesh.loops.add(faces.size)
    mesh.loops.foreach_set("vertex_index", faces.ravel())
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
    mesh.polygons.foreach_set("material_index", scene_file["material_of"].astype(np.int32))
    mesh.uv_layers.new(name="uv").data.foreach_set("uv", scene_file["uv"][faces.ravel()].ravel())
    colors = mesh.color_attributes.new("colors", "BYTE_COLOR", "POINT")
    shown = np.concatenate([scene_file["colors"] / 255, np.ones((len(vertices), 1))], 1)
    colors.data.foreach_set("color_srgb", shown.astype(np.float32).ravel())
    for number, (color, glow) in enumerate(zip(scene_file["base_colors"], scene_file["emissions"], strict=True)):
        mesh.materials.append(material(color, float(glow), folder / f"texture{number}.png"))
    mesh.update(calc_edges=True)
    bpy.context.collection.objects.link(bpy.data.objects.new("scene", mesh))


def material(color: Any, glow: float, texture: Path) -> Any:
    """Return a diffuse, slightly glossy material: vertex colour times base colour times texture, and emission."""
    result = bpy.data.materials.new("surface")
    result.use_nodes = True
    nodes, links = result.node_tree.nodes, result.node_tree.links
    shader = nodes["Principled BSDF"]
    shader.inputs["Roughness"].default_value = 0.6
    shader.inputs["Specular IOR Level"].default_value = 0.3
    vertex = nodes.new("ShaderNodeVertexColor")
    vertex.layer_name = "colors"
    product = multiply(nodes, links, vertex.outputs["Color"], None)
    product.inputs["B"].default_value = (*(float(c) for c in color), 1.0)
    if texture.exists():
        image = nodes.new("ShaderNodeTexImage")
        image.image = bpy.data.images.load(str(texture))
        product = multiply(nodes, links, product.outputs["Result"], image.outputs["Color"])
    links.new(product.outputs["Result"], shader.inputs["Base Color"])
    if glow > 0:
        links.new(product.outputs["Result"], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = glow
    return result


def multiply(nodes: Any, links: Any, a: Any, b: Any) -> Any:
    """Return a node whose colour is the product of a and b."""
    node = nodes.new("ShaderNodeMix")
    node.data_type, node.blend_type = "RGBA", "MULTIPLY"
    node.inputs["Factor"].default_value = 1.0
    # The sockets of colours follow those of numbers and vectors, which have the same names.
    first, second, result = node.inputs[6], node.inputs[7], node.outputs[2]
    links.new(a, first)
    if b is not None:
        links.new(b, second)
    return Mixed({"B": second}, {"Result": result})


class Mixed:
    """The used sockets of a mixing node."""

    def __init__(self, inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
        self.inputs, self.outputs = inputs, outputs


def add_lights(scene_file: Any) -> None:
    """Add the lamps, and uniform light from outside of the scene."""
    for position, color, radius in zip(
        scene_file["lamp_positions"], scene_file["lamp_colors"], scene_file["lamp_radii"], strict=True
    ):
        lamp = bpy.data.lights.new("lamp", "POINT")
        strength = float(color.max())
        # Radiance of a white surface at distance d from a point of power P: P / (4 pi^2 d^2); ours is 4 / d^2.
        lamp.energy = 16 * np.pi**2 * strength
        lamp.color = tuple(float(c) / strength for c in color)
        lamp.shadow_soft_size = float(radius)
        entity = bpy.data.objects.new("lamp", lamp)
        entity.location = position
        bpy.context.collection.objects.link(entity)
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (*(float(c) for c in scene_file["sky"]), 1.0)
    bpy.context.scene.world = world


def set_camera(scene_file: Any) -> None:
    """Set the camera to the canonical view, whose pixels are not square."""
    import mathutils

    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit = "HORIZONTAL"
    camera.angle_x = 2 * float(np.arctan(scene_file["tan_x"]))
    camera.clip_start = 0.01
    entity = bpy.data.objects.new("camera", camera)
    place = np.eye(4)
    # Blender's camera looks along -z with y up, ours along z with y down.
    place[:3, :3] = scene_file["rotation"].T * [1, -1, -1]
    place[:3, 3] = scene_file["position"]
    entity.matrix_world = mathutils.Matrix(place.tolist())
    bpy.context.collection.objects.link(entity)
    bpy.context.scene.camera = entity


def render(scene_file: Any, image: Path) -> None:
    """Path-trace into a linear image."""
    scene = bpy.context.scene
    size, shape = int(scene_file["size"]), float(scene_file["tan_y"] / scene_file["tan_x"])
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.render.pixel_aspect_x, scene.render.pixel_aspect_y = max(1 / shape, 1.0), max(shape, 1.0)
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = int(scene_file["samples"])
    scene.cycles.seed = int(scene_file["seed"])
    scene.cycles.use_denoising = True
    scene.cycles.sample_clamp_indirect = 4.0  # avoids bright dots by rare paths to small lamps
    scene.cycles.max_bounces = 6
    scene.cycles.pixel_filter_type = "BOX"
    scene.cycles.filter_width = 1.0
    scene.render.threads_mode = "FIXED"
    scene.render.threads = int(scene_file["threads"])
    scene.view_settings.view_transform = "Raw"
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"
    scene.render.filepath = str(image)
    bpy.ops.render.render(write_still=True)


if __name__ == "__main__":
    # Blender passes its own arguments before the two dashes.
    arguments = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    main(Path(arguments[0]), Path(arguments[1]))
