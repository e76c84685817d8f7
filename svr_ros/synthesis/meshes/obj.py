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

"""Wavefront OBJ files by object, group and material, with the textures of their MTL files."""

from __future__ import annotations

import io
import logging
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.jpeg import MAX_SCANS, count_scans
from svr_ros.paths import describe
from svr_ros.synthesis.meshes.mesh import MeshMaterial

_LARGEST_TEXTURE = 1024
"""Maximum side of a texture in pixels."""

_LARGEST_FILE = 2**28
"""Maximum size of a texture file in bytes."""

_LARGEST_PIXELS = 2**27
"""Maximum number of pixels of a texture file."""

_TEXTURE_FORMATS = ("BMP", "DDS", "GIF", "JPEG", "JPEG2000", "MPO", "PNG", "PPM", "TGA", "TIFF", "WEBP")
"""Formats of Pillow that are read; others are rare, or start another program."""

_LARGEST_INDEX = 2**31

_log = logging.getLogger(__name__)


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
    """Return the pieces of an OBJ file; raises InputError if it cannot be read.

    A piece may get its class from three names, of which the readers of trimesh and Open3D keep only one.
    """
    try:
        return _parse(_lines(path), path)
    except (ValueError, IndexError, OverflowError) as error:
        raise InputError(f"{path} is not an OBJ mesh that can be read: {error}") from error


def read_texture(path: Path) -> NDArray[np.uint8] | None:
    """Return an image as sRGB [H, W, 3], at most 1024 on a side; None if there is no readable one."""
    try:
        if not path.is_file():
            return None
        return decode_texture(paths.read_bytes(path, _LARGEST_FILE))
    except (InputError, OSError, ValueError):
        return None


def decode_texture(content: bytes) -> NDArray[np.uint8] | None:
    """Return an image file as sRGB [H, W, 3], at most 1024 on a side; None if it cannot be read or is too large.

    OpenCV scales samples of 16 bits; Pillow reads what OpenCV does not, such as TGA.
    """
    if count_scans(content) > MAX_SCANS:
        return None
    # Damaged files make both libraries raise errors of any type
    with suppress(Exception, MemoryError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the size and metadata
        Image.init()
        formats = [name for name in _TEXTURE_FORMATS if name in Image.OPEN]
        with Image.open(io.BytesIO(content), formats=formats) as image:
            if image.width * image.height > _LARGEST_PIXELS:
                return None
            decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
            colors = eight_bits(image) if decoded is None else decoded[..., ::-1]
            return shrink(np.ascontiguousarray(colors))
    return None


def eight_bits(image: Image.Image) -> NDArray[np.uint8]:
    """Return an image of Pillow as RGB [H, W, 3]; 16-bit samples, which Pillow would clip, keep their upper byte."""
    if not image.mode.startswith("I"):
        return np.asarray(image.convert("RGB"))
    grey = np.clip(np.asarray(image, np.int64) >> 8, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, -1)


def _lines(path: Path) -> list[str]:
    """Return the lines of an OBJ or MTL file, those that end in a backslash joined with the next one."""
    if not path.is_file():  # pipes and devices may be endless
        raise InputError(f"{path} is not a file; expected an OBJ mesh or its materials")
    text = paths.read_bytes(path).decode("utf-8-sig", errors="replace")
    return re.sub(r"\\\r?\n", " ", text).splitlines() if "\\" in text else text.splitlines()


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
        if key in ("v", "vt", "f") and "#" in line:
            words = line.partition("#")[0].split()
        if key == "v":
            if len(words) < 4:
                raise ValueError(f"a vertex has {len(words) - 1} coordinates; expected three")
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
            for library in _libraries(path.parent, line.strip()[len(key) :].strip()):
                materials.update(_read_materials(library))
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
    if not 0 < abs(position) < _LARGEST_INDEX or abs(uv) >= _LARGEST_INDEX:
        raise ValueError(f"a face refers to the vertex {word[:40]}")
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


def _libraries(folder: Path, names: str) -> list[Path]:
    """Return the MTL files of a mtllib statement: several names, or one with spaces."""
    whole = _beside(folder, names)
    return [whole] if whole.is_file() or " " not in names else [_beside(folder, name) for name in names.split()]


def _beside(folder: Path, name: str) -> Path:
    """Return the path of a file that a mesh refers to.

    Backslashes separate folders, and case differs, as some programs write them. Absolute paths are those of another
    machine: the file is expected beside the mesh.
    """
    plain = name.strip().strip('"').replace("\\", "/")
    absolute = plain.startswith("/") or plain[1:2] == ":"
    path = folder / (plain.rpartition("/")[2] if absolute else plain)
    if path.exists():
        return path
    # Programs for systems that ignore case do not keep it
    with suppress(OSError):
        wanted = path.name.casefold()
        return next((other for other in sorted(path.parent.iterdir()) if other.name.casefold() == wanted), path)
    return path


def _read_materials(path: Path) -> dict[str, MeshMaterial]:
    """Return the materials of an MTL file, none if it cannot be read, with a warning."""
    try:
        lines = _lines(path)
    except (InputError, OSError, ValueError) as error:
        _log.warning("materials %s cannot be read: %s", path, describe(error))
        return {}
    return dict(_materials(lines, path.parent))


def _materials(lines: list[str], folder: Path) -> Iterator[tuple[str, MeshMaterial]]:
    name: str | None = None
    material = MeshMaterial()
    for line in lines:
        key, rest = [*line.split(None, 1), "", ""][:2]
        key = key.lower()
        if key == "newmtl":
            if name is not None:
                yield name, material
            name, material = " ".join(rest.split()), MeshMaterial()
        elif key == "kd":
            material = material._replace(color=_color(rest) or material.color)
        elif key == "map_kd":
            texture = _texture_file(rest)
            image = read_texture(_beside(folder, texture))
            if image is None:
                _log.warning("texture %r of material %r in %s is missing or no image", texture, name, folder)
            material = material._replace(texture=image)
    if name is not None:
        yield name, material


def _color(text: str) -> tuple[float, float, float] | None:
    """Return a linear colour of one or three numbers; None for spectra and other texts."""
    try:
        values = [float(word) for word in text.split()[:3]]
    except ValueError:
        return None
    if len(values) not in (1, 3) or not all(map(math.isfinite, values)):
        return None
    return linear(tuple(values * 3)[:3])


_OPTIONS = {
    "blendu": 1, "blendv": 1, "bm": 1, "boost": 1, "cc": 1, "clamp": 1, "imfchan": 1, "mm": 2, "texres": 1, "type": 1,
    "o": 3, "s": 3, "t": 3,
}  # fmt: skip
"""Options of texture maps with the number of their arguments; of the last three, one to three numbers follow."""


def _texture_file(text: str) -> str:
    """Return the file name of a map statement: everything behind its options, spaces included."""
    rest = text.strip()
    while rest.startswith("-"):
        option, _, after = rest.partition(" ")
        count = _OPTIONS.get(option[1:])
        if count is None:
            break
        rest = after.strip()
        for number in range(count):
            word, _, after = rest.partition(" ")
            if count == 3 and number and not _is_number(word):
                break
            rest = after.strip()
    return rest


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
