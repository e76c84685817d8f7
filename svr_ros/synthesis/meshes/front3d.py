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

"""Houses of 3D-FRONT: one JSON file each, with furniture of 3D-FUTURE, and with textures if there are any.

The JSON contains walls, floors and the like as meshes and the poses of furniture (quaternions x, y, z, w); metres, y
up.
"""

from __future__ import annotations

import glob
import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.paths import describe
from svr_ros.synthesis.meshes.classes import Category, ClassMap
from svr_ros.synthesis.meshes.mesh import Y_UP, LabelledMesh, MeshMaterial, Part, join
from svr_ros.synthesis.meshes.obj import Piece, linear, read_obj, read_texture

_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""Errors raised by files whose contents do not have the expected structure."""

_MARGIN = 20.0
"""Maximum distance in metres of furniture from the house's walls and floors."""

_FARTHEST = 500.0
"""Maximum coordinate of a house in metres; a mesh beyond it is in other units."""

_LIGHT = 2.0
"""Emission of lamps relative to their colour."""

_log = logging.getLogger(__name__)


def find_houses(folder: Path) -> list[Path]:
    """Return the houses of a folder that contains 3D-FRONT and 3D-FUTURE-model (or -model-part1 and so on)."""
    return sorted((folder / "3D-FRONT").glob("*.json"))


def load_house(path: Path, classes: ClassMap) -> LabelledMesh:
    """Return a house; pieces whose model is missing are left out, with one warning each.

    Raises InputError if the file is not a house or holds no triangles.
    """
    text = paths.read_text(path)
    root = path.parent.parent
    try:
        house = json.loads(text)
        structure = list(_structure(house, root, classes))
        furniture = list(_furniture(house, root, classes))
    except InputError:
        raise
    except (*_DAMAGE, RecursionError, MemoryError) as error:
        raise InputError(f"{path} is not a house of 3D-FRONT: {describe(error)}") from error
    return join(path.stem, [*structure, *_within(structure, furniture)])


def _within(structure: list[Part], furniture: list[Part]) -> Iterator[Part]:
    """Yield the furniture that is in or near the house; a model in other units, or far away, is reported instead."""
    vertices = [part.vertices for part in structure if len(part.vertices) and np.isfinite(part.vertices).all()]
    if not vertices:
        yield from furniture
        return
    low = np.min([corners.min(0) for corners in vertices], 0) - _MARGIN
    high = np.max([corners.max(0) for corners in vertices], 0) + _MARGIN
    for part in furniture:
        corners = part.vertices
        if len(corners) and np.isfinite(corners).all() and not ((corners >= low) & (corners <= high)).all():
            size = float(np.ptp(corners, axis=0).max())
            _log.warning("furniture %s is %.3g m long and extends beyond the house: it is left out", part.name, size)
        else:
            yield part


def _structure(house: dict[str, Any], root: Path, classes: ClassMap) -> Iterator[Part]:
    """Yield the walls, floors, ceilings and built-in parts."""
    materials = {material["uid"]: material for material in house.get("material", [])}
    for mesh in house["mesh"]:
        try:
            part = _structure_part(mesh, materials, root, classes)
        except (*_DAMAGE, InputError) as error:
            name = str(mesh.get("uid"))[:80] if isinstance(mesh, dict) else "without a name"
            _log.warning("mesh %s of the house is damaged (%s): it is left out", name, describe(error))
            continue
        if part is not None:
            yield part


def _structure_part(mesh: dict[str, Any], materials: dict, root: Path, classes: ClassMap) -> Part | None:
    vertices = np.array(mesh["xyz"], float).reshape(-1, 3)
    faces = np.array(mesh["faces"], int).reshape(-1, 3)
    if not len(faces):
        return None
    if (farthest := np.abs(vertices).max(initial=0)) > _FARTHEST:
        raise ValueError(f"it has a coordinate of {farthest:.3g} m; expected at most {_FARTHEST:g}")
    uv = np.array([value or 0.0 for value in mesh.get("uv") or []], float)
    material, turn = _material(materials.get(mesh.get("material")), root)
    coordinates = uv.reshape(-1, 2) @ turn.T if uv.size == 2 * len(vertices) else None
    label = classes[mesh["type"].strip() or "void"]
    return Part(vertices @ Y_UP.T, faces, label, material, coordinates, name=str(mesh.get("uid"))[:80])


def _material(material: dict[str, Any] | None, root: Path) -> tuple[MeshMaterial, NDArray[np.float64]]:
    """Return the appearance of a material and its transform of texture coordinates [2, 2]."""
    if material is None:
        return MeshMaterial(), np.eye(2)
    color = linear(np.array((material.get("color") or [200, 200, 200])[:3]) / 255)
    turn = np.array(material.get("UVTransform") or np.eye(3), float).reshape(3, 3)[:2, :2]
    texture = _texture(root / "3D-FRONT-texture" / Path(str(material.get("jid"))).name / "texture.png")
    return MeshMaterial(color) if texture is None else MeshMaterial((1.0, 1.0, 1.0), texture), turn


def _furniture(house: dict[str, Any], root: Path, classes: ClassMap) -> Iterator[Part]:
    """Yield the pieces of furniture at their poses in the rooms."""
    pieces = {piece["uid"]: piece for piece in house.get("furniture", []) if piece.get("valid", True)}
    categories = _categories(root)
    for room in house["scene"]["room"]:
        for child in room["children"]:
            try:
                yield from _piece(child, pieces, categories, root, classes)
            except (*_DAMAGE, InputError) as error:
                name = str(child.get("ref"))[:80] if isinstance(child, dict) else "without a name"
                _log.warning("furniture %s is damaged (%s): it is left out", name, describe(error))


def _piece(child: dict[str, Any], pieces: dict, categories: dict, root: Path, classes: ClassMap) -> list[Part]:
    """Return the parts of a piece of furniture at its pose."""
    piece = pieces.get(child["ref"])
    if piece is None:
        return []
    model = _model(root, str(piece["jid"]))
    label = _label(piece, categories.get(piece["jid"], ()), classes)
    place = _turn(child["rot"]) * np.array(child["scale"], float)
    glow = _LIGHT if label == classes["lighting"] else 0.0
    parts = []
    for part in model:
        vertices = (part.vertices @ place.T + np.array(child["pos"], float)) @ Y_UP.T
        material = part.material._replace(emission=glow)
        parts.append(Part(vertices, part.faces, label, material, part.uv, name=str(piece["jid"])[:80]))
    return parts


def _label(piece: dict[str, Any], model: tuple[str, ...], classes: ClassMap) -> Category:
    """Return the class by the model's category, else by the house's names of the piece."""
    title = str(piece.get("title") or "")
    names = [*model, str(piece.get("category") or ""), title, *title.split("/")]
    for name in names:
        category = classes.find(name) if name else None
        if category is not None:
            return category
    return classes[next((name for name in names if name), "others")]


def _turn(quaternion: list[float]) -> NDArray[np.float64]:
    """Return the rotation [3, 3] of a quaternion x, y, z, w."""
    length = float(np.linalg.norm(np.array(quaternion, float)))
    if not 1e-6 < length < 1e6:
        raise ValueError(f"its rotation is {str(quaternion)[:60]}; expected a quaternion")
    x, y, z, w = np.array(quaternion, float) / length
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


@lru_cache(maxsize=4)
def _categories(root: Path) -> dict[str, tuple[str, ...]]:
    """Return category and super-category of the furniture models by their ids, from all model_info.json."""
    result = {}
    for path in sorted(root.glob("3D-FUTURE-model*/model_info.json")):
        try:
            models = json.loads(paths.read_text(path))
            for model in models:
                names = model.get("category"), model.get("super-category")
                result[model["model_id"]] = tuple(str(name) for name in names if name)
        except (*_DAMAGE, InputError, RecursionError) as error:
            _log.warning("%s is damaged (%s): categories are missing", path, describe(error))
    return result


@lru_cache(maxsize=256)
def _model(root: Path, name: str) -> tuple[Piece, ...]:
    """Return the pieces of a furniture model; none if it is missing, as many of the data set's are."""
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise ValueError(f"its model is {name[:60]!r}; expected the name of a folder")
    found = sorted(root.glob(f"3D-FUTURE-model*/{glob.escape(name)}/raw_model.obj"))
    if not found:
        _log.warning("furniture model %s is not in %s/3D-FUTURE-model: it is left out", name, root)
        return ()
    texture = _texture(found[0].parent / "texture.png")
    try:
        pieces = read_obj(found[0])
    except InputError as error:
        _log.warning("furniture model %s is left out: %s", name, error)
        return ()
    if texture is None:
        return tuple(pieces)
    return tuple(piece._replace(material=MeshMaterial((1.0, 1.0, 1.0), texture)) for piece in pieces)


@lru_cache(maxsize=256)
def _texture(path: Path) -> NDArray[np.uint8] | None:
    return read_texture(path)
