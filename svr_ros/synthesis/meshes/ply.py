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

"""PLY files with any properties of vertices and faces, text or binary.

trimesh reads PLY as well, but does not keep the properties of the polygon that a triangle belongs to.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError

_TYPES = {
    "char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4", "float": "f4",
    "double": "f8", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4",
    "float32": "f4", "float64": "f8",
}  # fmt: skip
_CORNERS = ("vertex_indices", "vertex_index")


class Ply(NamedTuple):
    """Triangles of a PLY file."""

    vertices: NDArray[np.float64]
    """Vertices [V, 3]."""

    faces: NDArray[np.int64]
    """Vertex indices [F, 3]."""

    vertex: dict[str, NDArray]
    """Properties of the vertices by name."""

    face: dict[str, NDArray]
    """Properties of each triangle's polygon by name."""

    @property
    def colors(self) -> NDArray[np.uint8] | None:
        """Return the colours of the vertices [V, 3], uint8; None if there are none."""
        if not {"red", "green", "blue"} <= self.vertex.keys():
            return None
        colors = np.stack([self.vertex[name] for name in ("red", "green", "blue")], -1)
        scale = 255 if colors.dtype.kind == "f" else 1
        return np.clip(colors * scale, 0, 255).astype(np.uint8)


class _Property(NamedTuple):
    name: str
    type: str
    length: str | None
    """Type of a list's length; None if it is not a list."""


class _Element(NamedTuple):
    name: str
    rows: int
    properties: list[_Property]


def read_ply(path: Path) -> Ply:
    """Return the triangles of a PLY file; raises InputError if it cannot be read as one."""
    data = paths.read_bytes(path)
    try:
        return _triangles(_parse(data))
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise InputError(f"{path} is not a PLY mesh that can be read: {error}") from error


def _parse(data: bytes) -> dict[str, dict[str, NDArray]]:
    """Return the properties of each element by name; lists of corners as an array of objects or [F, n]."""
    end = data.find(b"end_header")
    if not data.startswith(b"ply") or end < 0:
        raise ValueError("it has no PLY header")
    # Read the header.
    lines = data[:end].decode("ascii").splitlines()
    start = end + len(b"end_header")
    start += 2 if data[start : start + 2] == b"\r\n" else 1
    kind, elements = "", []
    for text in lines[1:]:
        words = text.split()
        if not words:
            continue
        if words[0] == "format":
            kind = words[1]
        elif words[0] == "element":
            rows = int(words[2])
            if not 0 <= rows <= len(data):  # each row has at least one byte
                raise ValueError(f"it states {rows} rows of {words[1]} and has {len(data)} bytes")
            elements.append(_Element(words[1], rows, []))
        elif words[0] == "property" and words[1] == "list":
            elements[-1].properties.append(_Property(words[4], _TYPES[words[3]], _TYPES[words[2]]))
        elif words[0] == "property":
            elements[-1].properties.append(_Property(words[2], _TYPES[words[1]], None))
    # Read the elements.
    result = {}
    if kind == "ascii":
        body = [row for line in data[start:].decode("ascii").splitlines() if (row := line.split())]
        first = 0
        for element in elements:
            table = body[first : first + element.rows]
            if len(table) < element.rows:
                raise ValueError(f"it ends after {len(table)} of {element.rows} rows of {element.name}")
            result[element.name] = _from_text(element, table)
            first += element.rows
        return result
    order = {"binary_little_endian": "<", "binary_big_endian": ">"}[kind]
    for element in elements:
        result[element.name], start = _from_bytes(element, data, start, order)
    return result


def _from_text(element: _Element, rows: list[list[str]]) -> dict[str, NDArray]:
    if not any(p.length for p in element.properties):
        table = np.array(rows, np.float64).reshape(len(rows), len(element.properties))
        return {p.name: table[:, i].astype(p.type) for i, p in enumerate(element.properties)}
    columns: dict[str, list] = {p.name: [] for p in element.properties}
    for row in rows:
        at = 0
        for p in element.properties:
            if p.length is None:
                columns[p.name].append(float(row[at]))
                at += 1
            else:
                length = int(row[at])
                columns[p.name].append(np.array(row[at + 1 : at + 1 + length], np.float64).astype(p.type))
                at += 1 + length
    return {
        p.name: np.array(columns[p.name]).astype(p.type) if p.length is None else _lists(columns[p.name])
        for p in element.properties
    }


def _from_bytes(element: _Element, data: bytes, start: int, order: str) -> tuple[dict[str, NDArray], int]:
    """Read an element at once if its lists are as long as in the first row, else row by row."""
    # Try to read the element at once.
    lengths = _first_lengths(element, data, start, order) if element.rows else {}
    fields: list[tuple] = []
    for p in element.properties:
        if p.length is None:
            fields.append((p.name, order + p.type))
        else:
            fields += [(p.name + " length", order + p.length), (p.name, order + p.type, (lengths.get(p.name, 0),))]
    layout = np.dtype(fields)
    end = start + layout.itemsize * element.rows
    if end <= len(data):
        table = np.frombuffer(data, layout, element.rows, start)
        if all((table[name + " length"] == length).all() for name, length in lengths.items()):
            return {p.name: table[p.name] for p in element.properties}, end
    # Read it row by row.
    columns: dict[str, list] = {p.name: [] for p in element.properties}
    for _ in range(element.rows):
        for p in element.properties:
            length = 1
            if p.length is not None:
                length = int(np.frombuffer(data, order + p.length, 1, start)[0])
                start += np.dtype(p.length).itemsize
            values = np.frombuffer(data, order + p.type, length, start)
            start += values.nbytes
            columns[p.name].append(values[0] if p.length is None else values)
    return {
        p.name: np.array(columns[p.name]) if p.length is None else _lists(columns[p.name]) for p in element.properties
    }, start


def _first_lengths(element: _Element, data: bytes, start: int, order: str) -> dict[str, int]:
    lengths = {}
    for p in element.properties:
        length = 1
        if p.length is not None:
            length = lengths[p.name] = int(np.frombuffer(data, order + p.length, 1, start)[0])
            start += np.dtype(p.length).itemsize
        start += np.dtype(p.type).itemsize * length
    return lengths


def _lists(values: list[NDArray]) -> NDArray:
    """Return lists as an array of objects."""
    result = np.empty(len(values), object)
    result[:] = values
    return result


def _triangles(elements: dict[str, dict[str, NDArray]]) -> Ply:
    """Split polygons into fans of triangles, each with the properties of its polygon."""
    vertex = elements["vertex"]
    vertices = np.stack([vertex[axis] for axis in "xyz"], -1).astype(np.float64)
    face = elements.get("face", {})
    name = next((name for name in _CORNERS if name in face), None)
    if name is None:
        raise ValueError("it has no faces")
    polygons = face[name]
    if polygons.dtype != object:
        count = polygons.shape[1] if polygons.ndim == 2 else 0
        owner = np.repeat(np.arange(len(polygons)), max(count - 2, 0))
        fans = [np.stack([polygons[:, 0], polygons[:, i], polygons[:, i + 1]], -1) for i in range(1, count - 1)]
        faces = np.stack(fans, 1).reshape(-1, 3) if fans else np.zeros((0, 3), int)
    else:
        cut = [(i, (p[0], p[k], p[k + 1])) for i, p in enumerate(polygons) for k in range(1, len(p) - 1)]
        owner = np.array([i for i, _ in cut], int)
        faces = np.array([corners for _, corners in cut]).reshape(-1, 3)
    # Properties that are lists have no meaning here
    others = {key: values[owner] for key, values in face.items() if key != name and _is_plain(values)}
    plain = {key: values for key, values in vertex.items() if _is_plain(values)}
    return Ply(vertices, faces.astype(np.int64), plain, others)


def _is_plain(values: NDArray) -> bool:
    return values.ndim == 1 and values.dtype != object
