"""Wavefront OBJ files by object, group and material, with the textures of their MTL files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.synthesis.meshes.mesh import MeshMaterial

_LARGEST_TEXTURE = 1024
"""Maximum side of a texture in pixels."""


class Piece(NamedTuple):
    """The triangles of one object, group and material."""

    names: tuple[str, ...]
    """Names from the most specific to the most general."""

    vertices: NDArray[np.float64]
    """Vertices [V, 3] as in the file."""

    faces: NDArray[np.int64]
    """Vertex indices [F, 3]."""

    material: MeshMaterial
    """Appearance of the piece."""

    uv: NDArray[np.float64] | None
    """Texture coordinates [V, 2], or None."""

    colors: NDArray[np.uint8] | None
    """sRGB colours of the vertices [V, 3], or None."""


def read_obj(path: Path) -> list[Piece]:
    """Return the pieces of an OBJ file; raises InputError if it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    try:
        return _parse(lines, path)
    except (ValueError, IndexError) as error:
        raise InputError(f"{path} is not an OBJ mesh that can be read: {error}") from error


def read_texture(path: Path) -> NDArray[np.uint8] | None:
    """Return an image as sRGB [H, W, 3], at most 1024 on a side; None if there is no readable one."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    return None if image is None else shrink(np.ascontiguousarray(image[..., ::-1]))


def shrink(image: NDArray) -> NDArray[np.uint8]:
    """Return an image that is at most 1024 on a side."""
    scale = _LARGEST_TEXTURE / max(image.shape[:2])
    if scale >= 1:
        return np.asarray(image, np.uint8)
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def linear(color: NDArray | tuple[float, ...]) -> tuple[float, float, float]:
    """Return an sRGB colour in 0..1 as linear reflectance."""
    x = np.clip(np.asarray(color, float)[:3], 0, 1)
    r, g, b = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    return float(r), float(g), float(b)


def _parse(lines: list[str], path: Path) -> list[Piece]:
    positions: list[list[float]] = []
    texture: list[list[float]] = []
    corners: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    materials: dict[str, MeshMaterial] = {}
    entity, group, material_name = "", "", ""
    # Read positions, texture coordinates and the corners of each object, group and material.
    for line in lines:
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        key, rest = words[0], " ".join(words[1:])
        if key == "v":
            positions.append([float(word) for word in words[1:]])
        elif key == "vt":
            texture.append([float(words[1]), float(words[2]) if len(words) > 2 else 0.0])
        elif key == "f":
            fan = [_corner(word, len(positions), len(texture)) for word in words[1:]]
            mine = corners.setdefault((entity, group, material_name), [])
            for i in range(1, len(fan) - 1):
                mine += [fan[0], fan[i], fan[i + 1]]
        elif key == "o":
            entity, group = rest, ""
        elif key == "g":
            group = rest
        elif key == "usemtl":
            material_name = rest
        elif key == "mtllib":
            materials.update(_read_materials(path.parent / rest))
    # Build the pieces.
    places = np.array([position[:3] for position in positions]).reshape(-1, 3)
    colored = bool(positions) and all(len(position) >= 6 for position in positions)
    colors = np.array([position[3:6] for position in positions]) if colored else None
    coordinates = np.array(texture).reshape(-1, 2)
    return [
        _piece(names, used, places, colors, coordinates, materials.get(names[2], MeshMaterial()))
        for names, used in corners.items()
        if used
    ]


def _corner(word: str, positions: int, texture: int) -> tuple[int, int]:
    """Return the numbers, from 0, of a corner's position and texture coordinate (-1: none)."""
    parts = word.split("/")
    position = int(parts[0])
    uv = int(parts[1]) if len(parts) > 1 and parts[1] else 0
    return position - 1 if position > 0 else positions + position, uv - 1 if uv >= 0 else texture + uv


def _piece(
    names: tuple[str, str, str],
    used: list[tuple[int, int]],
    positions: NDArray,
    colors: NDArray | None,
    texture: NDArray,
    material: MeshMaterial,
) -> Piece:
    pairs, corner = np.unique(np.array(used), axis=0, return_inverse=True)
    at, uv = pairs.T
    if at.min() < 0 or at.max() >= len(positions) or uv.max() >= len(texture):
        raise ValueError("a face refers to a vertex that does not exist")
    entity, group, material_name = names
    return Piece(
        tuple(name for name in (entity, group, material_name) if name),
        positions[at],
        corner.reshape(-1, 3),
        material,
        np.where(uv[:, None] >= 0, texture[uv], 0.0) if len(texture) else None,
        None if colors is None else (np.clip(colors[at], 0, 1) * 255).astype(np.uint8),
    )


def _read_materials(path: Path) -> dict[str, MeshMaterial]:
    """Return the materials of an MTL file, none if it is missing."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return dict(_materials(lines, path.parent))


def _materials(lines: list[str], folder: Path) -> Iterator[tuple[str, MeshMaterial]]:
    name: str | None = None
    material = MeshMaterial()
    for line in lines:
        words = line.split()
        if not words:
            continue
        if words[0] == "newmtl":
            if name is not None:
                yield name, material
            name, material = " ".join(words[1:]), MeshMaterial()
        elif words[0] == "Kd" and len(words) > 3:
            material = material._replace(color=linear(tuple(float(word) for word in words[1:4])))
        elif words[0] == "map_Kd":
            material = material._replace(texture=read_texture(folder / words[-1]))
    if name is not None:
        yield name, material
