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

"""Scans of real rooms: the meshes of Replica and ScanNet, whose vertex colours contain the original light."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.labels import Label
from svr_ros.paths import describe
from svr_ros.synthesis.meshes.classes import BED_OR_SOFA, ClassMap
from svr_ros.synthesis.meshes.mesh import LabelledMesh, MeshMaterial, Part, join
from svr_ros.synthesis.meshes.ply import Ply, read_ply

_WHITE = MeshMaterial((1.0, 1.0, 1.0))
_SCANNET = "_vh_clean_2.ply"
_NYU40 = (
    "void", "wall", "floor", "cabinet", "bed", "chair", "sofa", "table", "door", "window", "bookshelf", "picture",
    "counter", "blinds", "desk", "shelves", "curtain", "dresser", "pillow", "mirror", "floor mat", "clothes",
    "ceiling", "books", "refridgerator", "television", "paper", "towel", "shower curtain", "box", "whiteboard",
    "person", "night stand", "toilet", "sink", "lamp", "bathtub", "bag", "otherstructure", "otherfurniture",
    "otherprop",
)  # fmt: skip


def find_replica(folder: Path) -> list[Path]:
    """Return the meshes of Replica's scenes in a folder: mesh_semantic.ply next to info_semantic.json."""
    return sorted(path for path in folder.rglob("mesh_semantic.ply") if (path.parent / "info_semantic.json").exists())


def load_replica(path: Path, classes: ClassMap) -> LabelledMesh:
    """Return a scene of Replica; raises InputError if a file is missing or not valid."""
    ply = read_ply(path)
    if "object_id" not in ply.face:
        raise InputError(f"{path} has no object_id for its faces; expected Replica's mesh_semantic.ply")
    info = _read_json(path.parent / "info_semantic.json")
    try:
        names = {int(entry["id"]): str(entry["class_name"]) for entry in info["objects"]}
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path.parent / 'info_semantic.json'} does not list objects with id and class_name"
        ) from error
    home = path.parent.parent if path.parent.name == "habitat" else path.parent
    return _scan(home.name, ply, np.asarray(ply.face["object_id"], int), names, classes)


def find_scannet(folder: Path) -> list[Path]:
    """Return the meshes of ScanNet's scans in a folder that have labels."""
    return sorted(path for path in folder.rglob(f"*{_SCANNET}") if _labels_file(path).exists() or _segments(path))


def load_scannet(path: Path, classes: ClassMap) -> LabelledMesh:
    """Return a scan of ScanNet, by its aggregation and segments, else by the NYU40 ids of its .labels.ply.

    Raises InputError if a file is not valid.
    """
    ply = read_ply(path)
    segments = _segments(path)
    name = path.name.removesuffix(_SCANNET)
    if segments:
        objects, names = _objects(*segments, len(ply.vertices))
    else:
        labels = read_ply(_labels_file(path))
        if "label" not in labels.vertex or len(labels.vertices) != len(ply.vertices):
            raise InputError(f"{_labels_file(path)} does not have a label for each vertex of {path.name}")
        objects, names = np.asarray(labels.vertex["label"], int), dict(enumerate(_NYU40))
    corner = objects[ply.faces]
    # The class of two of three corners, else that of the first.
    owner = np.where(corner[:, 1] == corner[:, 2], corner[:, 1], corner[:, 0])
    return _scan(name, ply, owner, names, classes)


def _labels_file(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".ply") + ".labels.ply")


def _segments(path: Path) -> tuple[Path, Path] | None:
    """Return the aggregation and the segments of a scan; None if one is missing."""
    base = path.name.removesuffix(_SCANNET)
    segments = sorted(path.parent.glob(f"{base}_vh_clean_2.*.segs.json"))
    aggregation = [file for file in (path.with_name(f"{base}.aggregation.json"),) if file.exists()]
    aggregation += sorted(path.parent.glob(f"{base}_vh_clean_2.aggregation.json"))
    return (aggregation[0], segments[0]) if segments and aggregation else None


def _objects(aggregation: Path, segments: Path, count: int) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Return the object of each vertex [V], 0 for none, and the objects' names."""
    try:
        segment = np.array(_read_json(segments)["segIndices"], int)
        groups = _read_json(aggregation)["segGroups"]
        objects = np.zeros(len(segment), int)
        names = {0: "void"}
        for number, group in enumerate(groups, 1):
            objects[np.isin(segment, np.array(group["segments"], int))] = number
            names[number] = str(group["label"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{aggregation} and {segments.name} are not ScanNet's segments and groups") from error
    if len(segment) != count:
        raise InputError(f"{segments} has {len(segment)} vertices; expected the mesh's {count}")
    return objects, names


def _scan(name: str, ply: Ply, owner: NDArray[np.int64], names: dict[int, str], classes: ClassMap) -> LabelledMesh:
    return join(name, list(_parts(ply, owner, names, classes)), lit=ply.colors is not None)


def _parts(ply: Ply, owner: NDArray[np.int64], names: dict[int, str], classes: ClassMap) -> Iterator[Part]:
    """Yield everything with a class of its own as one part, and each object that takes the class of what it lies on."""
    labels = np.full(len(owner), Label.VOID, int)
    for number in np.unique(owner):
        labels[owner == number] = classes[names.get(int(number), "void")]
    lying = labels == BED_OR_SOFA
    yield Part(ply.vertices, ply.faces[~lying], labels[~lying], _WHITE, colors=ply.colors)
    for number in np.unique(owner[lying]):
        used, faces = np.unique(ply.faces[owner == number], return_inverse=True)
        colors = None if ply.colors is None else ply.colors[used]
        yield Part(ply.vertices[used], faces.reshape(-1, 3), BED_OR_SOFA, _WHITE, colors=colors)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(paths.read_text(path))
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read: {describe(error)}") from error
    if not isinstance(content, dict):
        raise InputError(f"{path} holds no JSON object")
    return content
