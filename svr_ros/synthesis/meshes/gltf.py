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

"""Checks of glTF files before trimesh reads them, and access to the files that they refer to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.paths import describe

_UNREADABLE = {
    "KHR_draco_mesh_compression": "Draco",
    "EXT_meshopt_compression": "meshopt",
    "KHR_meshopt_compression": "meshopt",
    "KHR_mesh_quantization": "quantization",
}
"""Extensions that change the vertices, and the names of their compression."""

_MAGIC = b"glTF"

_MAX_LEVELS = 500
"""Maximum number of levels of nodes."""

_MOST_VALUES = 2**28
"""Maximum number of values in all accessors."""

_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


def check_gltf(path: Path) -> None:
    """Check a glTF file for contents that trimesh cannot read, or cannot read with limited time and memory.

    Raises InputError if its meshes are compressed, its nodes form a cycle or are nested too deeply, or its accessors
    are too large.
    """
    try:
        content = _header(paths.read_bytes(path))
        required = [name for name in content.get("extensionsRequired", []) if name in _UNREADABLE]
        if "KHR_mesh_quantization" in required and len(required) == 1:
            required = []  # integers as coordinates, which trimesh reads
        if required:
            kind = _UNREADABLE[required[0]]
            raise InputError(
                f"{path} is compressed by {kind} ({required[0]}), which cannot be read; expected a file without it, "
                f"such as `gltf-transform copy {path.name} plain.glb` writes"
            )
        _check_nodes(content.get("nodes", []))
        values = sum(
            int(accessor["count"]) * _COMPONENTS.get(accessor.get("type"), 16)
            for accessor in content.get("accessors", [])
        )
        if values > _MOST_VALUES:
            raise ValueError(f"its accessors state {values} values; expected at most {_MOST_VALUES}")
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        raise InputError(f"{path} is not a glTF scene that can be read: {describe(error)}") from error


def gltf_resolver(path: Path) -> Any:
    """Return trimesh's resolver for the files in the folder of a glTF file, which decodes their URIs."""
    from trimesh.resolvers import FilePathResolver

    class Resolver(FilePathResolver):
        """Resolver of percent-encoded names; it reads regular files only, which cannot be endless."""

        def get(self, name: str) -> bytes:
            folder = path.parent.resolve()
            for candidate in (name, unquote(name)):
                file = (folder / candidate.replace("\\", "/")).resolve()
                if file.is_relative_to(folder) and file.is_file():
                    return paths.read_bytes(file)
            raise InputError(f"{path} refers to {name[:80]!r}, which is not a file in its folder")

    return Resolver(str(path))


def _header(data: bytes) -> dict[str, Any]:
    """Return the JSON of a .gltf or .glb file."""
    if data.startswith(_MAGIC):
        if len(data) < 20:
            raise ValueError("it is cut off")
        data = data[20 : 20 + int.from_bytes(data[12:16], "little")]
    content = json.loads(data.decode("utf-8"))
    if not isinstance(content, dict):
        raise ValueError("its JSON is not an object")
    return content


def _check_nodes(nodes: list[dict[str, Any]]) -> None:
    """Raise ValueError if a node has two parents or is its own ancestor."""
    parents: dict[int, int] = {}
    for number, node in enumerate(nodes):
        for child in node.get("children", []):
            if child in parents or not 0 <= int(child) < len(nodes):
                raise ValueError(f"node {child} does not exist or has several parents")
            parents[child] = number
    for number in range(len(nodes)):
        above, steps = number, 0
        while above in parents:
            above, steps = parents[above], steps + 1
            if steps > len(nodes):
                raise ValueError(f"node {number} is below itself")
            if steps > _MAX_LEVELS:
                raise ValueError(f"node {number} is more than {_MAX_LEVELS} levels deep")
