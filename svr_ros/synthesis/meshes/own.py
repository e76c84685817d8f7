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

"""Scenes in files of the user: glTF, OBJ and PLY, with classes from names or from an accompanying YAML file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.labels import NAMES, Label
from svr_ros.paths import describe
from svr_ros.synthesis.meshes.classes import Category, ClassMap, parse_classes, read_yaml, shown
from svr_ros.synthesis.meshes.gltf import check_gltf, gltf_resolver
from svr_ros.synthesis.meshes.mesh import Y_UP, LabelledMesh, MeshMaterial, Part, join
from svr_ros.synthesis.meshes.obj import eight_bits, linear, read_obj, shrink
from svr_ros.synthesis.meshes.ply import read_ply

_log = logging.getLogger(__name__)

FORMATS = (".glb", ".gltf", ".obj", ".ply")
"""Suffixes of the files that can be read."""

_LABEL_PROPERTIES = ("label", "class", "category", "semantic", "category_id", "class_id", "object_id")
_SHOWN = 5
"""Maximum number of names in a message."""

_LARGEST_SCALE = 1e6
_KEYS = {"up", "scale", "classes", "lit"}


@dataclass(frozen=True)
class Notes:
    """Contents of the file that accompanies a scene."""

    up: Literal["y", "z"] | None = None
    """Axis that is up; None for the format's, or as the floor lies."""

    scale: float = 1.0
    """Metres per unit."""

    classes: dict[str, Category] | None = None
    """Classes by name (or by the number in a PLY)."""

    lit: bool = False
    """Whether the colours contain light already."""


def find_own(folder: Path) -> list[Path]:
    """Return the meshes in a folder and its subfolders."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in FORMATS and path.is_file())


def load_own(path: Path, classes: ClassMap) -> LabelledMesh:
    """Return a scene; raises InputError if it cannot be read or none of its names is known."""
    notes = read_notes(path)
    if notes.classes:
        classes = classes.with_names(notes.classes)
    suffix = path.suffix.lower()
    if suffix == ".ply":
        parts = _ply(path, classes, numbered=bool(notes.classes))
    else:
        parts = list(_named(path, classes, _obj(path) if suffix == ".obj" else _gltf(path)))
    up = notes.up or ("y" if suffix in (".glb", ".gltf") else _up(parts))
    turn = (Y_UP if up == "y" else np.eye(3)) * notes.scale
    return join(path.stem, [part._replace(vertices=part.vertices @ turn.T) for part in parts], notes.lit)


def read_notes(path: Path) -> Notes:
    """Return the contents of <name>.yaml or .json next to a mesh, or of scene.yaml in its folder.

    Without a file these are the defaults. Raises InputError if a file contains something unknown.
    """
    candidates = (path.with_suffix(".yaml"), path.with_suffix(".json"), path.with_name("scene.yaml"))
    file = next((file for file in candidates if file.exists()), None)
    if file is None:
        return Notes()
    content: Any = read_yaml(file)
    if not isinstance(content, dict) or not content.keys() <= _KEYS:
        raise InputError(f"{file} holds something other than {', '.join(sorted(_KEYS))}")
    up, scale, lit = content.get("up"), content.get("scale", 1.0), content.get("lit", False)
    if up not in (None, "y", "z"):
        raise InputError(f"{file} has up: {shown(up)}; expected y or z")
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0 < scale <= _LARGEST_SCALE:
        raise InputError(f"{file} has scale: {shown(scale)}; expected metres per unit")
    if not isinstance(lit, bool):
        raise InputError(f"{file} has lit: {shown(lit)}; expected true or false")
    classes = parse_classes(content["classes"], file) if "classes" in content else None
    return Notes(up, float(scale), classes, lit)


NamedPart = tuple[tuple[str, ...], Part]
"""Names of a part, the most specific first, and the part without its class."""


def _named(path: Path, classes: ClassMap, parts: Iterator[NamedPart]) -> Iterator[Part]:
    """Give each part the class of the first of its names that is known."""
    known, unknown = False, []
    for names, part in parts:
        found = next((category for category in map(classes.find, names) if category is not None), None)
        if found is None:
            unknown.append(names[0] if names else "without a name")
            found = classes[unknown[-1]]  # warns once per name
        else:
            known = True
        yield part._replace(label=found, name=names[0] if names else "")
    if not known:
        if not unknown:
            raise InputError(f"{path} holds no faces; expected a mesh of a room")
        listed = ", ".join(dict.fromkeys(unknown[:_SHOWN]))
        raise InputError(
            f"{path} names its parts {listed}, none of which is in a class map; expected names such as"
            " floor, wall, dining table, or `classes:` in a .yaml next to it"
        )


def _obj(path: Path) -> Iterator[NamedPart]:
    for piece in read_obj(path):
        yield piece.names, Part(piece.vertices, piece.faces, 0, piece.material, piece.uv, piece.colors)


def _gltf(path: Path) -> Iterator[NamedPart]:
    import trimesh

    check_gltf(path)
    try:
        with path.open("rb") as file:
            scene = trimesh.load_scene(file, file_type=path.suffix[1:].lower(), resolver=gltf_resolver(path))
    except (Exception, MemoryError) as error:  # trimesh raises errors of any type for damaged files
        reason = describe(error)
        raise InputError(f"{path} is not a glTF scene that can be read: {reason}") from error
    for node in sorted(scene.graph.nodes_geometry):
        transform, name = scene.graph[node]
        mesh = scene.geometry[name]
        if not isinstance(mesh, trimesh.Trimesh):
            continue
        material = getattr(mesh.visual, "material", None)
        parents = scene.graph.transforms.parents
        names, above = [str(node), str(name)], parents.get(node)
        while above is not None:
            names.append(str(above))
            above = parents.get(above)
        title = getattr(material, "name", None)
        names += [str(title)] if title else []
        uv = getattr(mesh.visual, "uv", None)
        vertices = trimesh.transformations.transform_points(mesh.vertices, transform)
        faces = np.asarray(mesh.faces)
        # A mirror in the transform turns triangles inside out.
        faces = faces[:, ::-1] if np.linalg.det(transform[:3, :3]) < 0 else faces
        colors = _vertex_colors(mesh)
        look = _gltf_material(material)
        yield tuple(names), Part(vertices, faces, 0, look, uv if look.texture is not None else None, colors)


def _vertex_colors(mesh: Any) -> NDArray[np.uint8] | None:
    kept = mesh.visual.vertex_colors if mesh.visual.kind == "vertex" else None
    if kept is None:
        kept = getattr(mesh.visual, "vertex_attributes", {}).get("color")
    if kept is None or len(kept) != len(mesh.vertices):
        return None
    colors = np.asarray(kept)[:, :3]
    return np.clip(colors * 255 if colors.dtype.kind == "f" else colors, 0, 255).astype(np.uint8)


def _gltf_material(material: Any) -> MeshMaterial:
    """Return the appearance of a material; base colours of glTF are linear (trimesh gives them in 0..255)."""
    if material is None:
        return MeshMaterial((1.0, 1.0, 1.0))
    if not hasattr(material, "baseColorFactor"):
        return MeshMaterial(linear(np.asarray(material.main_color)[:3] / 255))
    factor = material.baseColorFactor
    values = np.ones(3) if factor is None else np.asarray(factor, float)[:3]
    color = values / 255 if factor is not None and np.asarray(factor).dtype.kind in "ui" else values
    texture = None
    if material.baseColorTexture is not None:
        try:
            texture = shrink(eight_bits(material.baseColorTexture))
        except (Exception, MemoryError) as error:  # Pillow reads on demand, and raises errors of any type
            _log.warning("texture of material %r cannot be read: %s", material.name, describe(error))
    glow = 0.0 if material.emissiveFactor is None else float(np.max(material.emissiveFactor))
    return MeshMaterial((float(color[0]), float(color[1]), float(color[2])), texture, 2 * glow)


def _ply(path: Path, classes: ClassMap, numbered: bool) -> list[Part]:
    """Return the parts of a PLY by an integer property of its faces or vertices.

    The numbers are those of the ten classes, or those that the accompanying file names.
    """
    ply = read_ply(path)
    values = next((ply.face[name] for name in _LABEL_PROPERTIES if name in ply.face), None)
    if values is None:
        corners = next((ply.vertex[name] for name in _LABEL_PROPERTIES if name in ply.vertex), None)
        if corners is None:
            raise InputError(f"{path} has no classes; expected a property `label` of its faces or vertices")
        three = np.asarray(corners)[ply.faces]
        values = np.where(three[:, 1] == three[:, 2], three[:, 1], three[:, 0])
    if not np.isfinite(np.asarray(values, float)).all():
        raise InputError(f"{path} has labels that are not finite numbers; expected class ids")
    numbers = np.asarray(values, int)
    labels = np.full(len(numbers), Label.VOID, int)
    for number in np.unique(numbers):
        if not numbered and not 0 <= number < len(NAMES):
            raise InputError(
                f"{path} has the label {number}; expected 0 to {len(NAMES) - 1}, or `classes:` in a .yaml next to it"
            )
        labels[numbers == number] = classes[str(number)] if numbered else number
    material = MeshMaterial() if ply.colors is None else MeshMaterial((1.0, 1.0, 1.0))
    return [Part(ply.vertices, ply.faces, labels, material, colors=ply.colors)]


def _up(parts: list[Part]) -> Literal["y", "z"]:
    """Return the axis along which the floor's triangles face, y or z (z without a floor)."""
    total = np.zeros(3)
    for part in parts:
        if not len(part.faces):
            continue
        faces = part.faces[np.broadcast_to(part.label, len(part.faces)) == Label.FLOOR]
        corners = np.asarray(part.vertices, float)[faces]
        total += np.abs(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])).sum(0)
    return "y" if total[1] > total[2] else "z"
