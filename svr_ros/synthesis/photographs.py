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

"""Photographs of surfaces, from installed packages or from a folder; this package contains none.

Packages that contain some, by `pip install --no-deps`, with the licence in their metadata (none of their textures
states one of its own): robosuite MIT, metaworld MIT, gymnasium_robotics MIT, miniworld Apache 2.0.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.synthesis.scene import NO_PHOTOGRAPHS


class Photograph(NamedTuple):
    """A photograph of a surface."""

    row: int
    """Row in the library."""

    metres: float
    """Width in metres of the surface that it shows."""


USES = (
    "wood",
    "wood floor",
    "fabric",
    "carpet",
    "tiles",
    "stone",
    "plaster",
    "brick",
    "concrete",
    "metal",
    "picture",
)
"""Types of surfaces that photographs suit."""


class Library(NamedTuple):
    """Photographs for the kernels and the textures that they replace."""

    pixels: NDArray[np.uint8]
    """Photographs in sRGB [P, size, 1.5 size, 3], with their halves, quarters and so on stacked next to each."""

    table: dict[str, tuple[Photograph, ...]]
    """Photographs by the types of surfaces that they suit."""

    probability: float
    """Probability that a photograph replaces a procedural texture that it suits."""


NO_LIBRARY = Library(NO_PHOTOGRAPHS, {}, 0.0)
"""A library without photographs."""


class _Source(NamedTuple):
    """A folder of a package with photographs."""

    package: str
    folder: str
    # (type of surface, width in metres, names of the files; * for all)
    groups: tuple[tuple[str, float, str], ...]


_SOURCES = (
    _Source(
        "gymnasium_robotics",
        "envs/assets/kitchen_franka/kitchen_assets/textures",
        (("stone", 0.8, "marble1.png"), ("tiles", 0.8, "tile1.png")),
    ),
    _Source(
        "metaworld",
        "assets/textures",
        (
            ("wood", 0.6, "darkwood light_wood light_wood_v2 light_wood_v3 real_door wood1 wood3"),
            ("wood floor", 1.2, "wood wood2 wood4 wood_light"),
            ("stone", 0.5, "granite marble"),
            ("tiles", 1.2, "floor1 floor2"),
            ("brick", 1.0, "brick1"),
            ("plaster", 1.0, "plaster1"),
            ("concrete", 1.0, "metal1"),
            ("metal", 0.6, "metal"),
        ),
    ),
    _Source(
        "metaworld",
        "assets/scene/textures",
        (
            ("wood", 0.8, "wood wood2"),
            ("fabric", 0.3, "fabricPattern fabricPlain"),
            ("tiles", 1.0, "white_marble_tile white_marble_tile2"),
            ("plaster", 1.0, "plaster"),
        ),
    ),
    _Source(
        "miniworld",
        "textures",
        (
            ("wood", 0.6, "wood_1 wood_2"),
            ("wood floor", 1.0, "wood_planks_1"),
            ("stone", 1.0, "marble_1 rock_1"),
            ("tiles", 1.2, "floor_tiles_bw_1 floor_tiles_white concrete_tiles_1"),
            ("brick", 1.4, "brick_wall_1 cinder_blocks_1"),
            ("plaster", 1.0, "drywall_1 stucco_1"),
            ("concrete", 1.5, "concrete_1 concrete_2 concrete_3 concrete_4"),
            ("fabric", 0.3, "cardboard_4"),
            ("carpet", 1.0, "asphalt_1"),
        ),
    ),
    _Source("miniworld", "textures/portraits", (("picture", 1.0, "*"),)),
    _Source(
        "robosuite",
        "models/assets/textures",
        (
            ("wood", 0.6, "dark-wood gray-woodgrain green-wood blue-wood light-wood red-wood"),
            ("wood floor", 1.2, "light-gray-floor-tile wood-tiles wood-varnished-panels"),
            ("carpet", 0.6, "gray-felt"),
            ("fabric", 0.5, "gray-felt"),
            ("plaster", 1.2, "cream-plaster gray-plaster light-gray-plaster pink-plaster white-plaster yellow-plaster"),
            ("brick", 1.2, "white-bricks"),
            ("concrete", 1.0, "clay"),
            ("metal", 0.6, "steel-brushed steel-scratched brass-ambra"),
        ),
    ),
)


@cache
def load_photographs(probability: float, folder: Path | None = None, size: int = 256) -> Library:
    """Return the photographs of the installed packages, or of a folder, always in the same order.

    Args:
        probability: Probability that a photograph replaces a procedural texture that it suits.
        folder: Folder with one subfolder per type of surface (`USES`); by default, the packages are searched.
        size: Side of the photographs in pixels, a power of two.

    Raises:
        InputError: If the folder holds no image for any type of surface, or one that cannot be read.
    """
    import cv2

    found = list(_in_packages() if folder is None else _in_folder(folder))
    if folder is not None and not found:
        raise InputError(
            f"{folder} holds no photographs; expected subfolders named {', '.join(USES)} with PNG or JPEG files"
        )
    pixels, table = [], {use: [] for use in USES}  # type: tuple[list[NDArray[np.uint8]], dict[str, list[Photograph]]]
    for path, use, metres in found:
        try:
            image = cv2.imread(str(path), cv2.IMREAD_COLOR)
        except cv2.error:  # such as for more pixels than OpenCV reads
            image = None
        if image is None:
            raise InputError(f"{path} is not a readable image; expected a PNG or JPEG file")
        table[use].append(Photograph(len(pixels), metres))
        pixels.append(_with_smaller_ones(_square(np.asarray(image[..., ::-1], np.uint8)), size))
    if not pixels:
        return NO_LIBRARY
    return Library(np.stack(pixels), {use: tuple(rows) for use, rows in table.items() if rows}, probability)


def _in_packages() -> Iterator[tuple[Path, str, float]]:
    """Yield file, type of surface and width in metres of the photographs in installed packages."""
    for source in _SOURCES:
        # Find the package without importing it, which would take seconds and its dependencies.
        spec = importlib.util.find_spec(source.package)
        if spec is None or not spec.submodule_search_locations:
            continue
        folder = Path(spec.submodule_search_locations[0]) / source.folder
        for use, metres, names in source.groups:
            for name in names.split():
                for path in sorted(folder.glob(name if "." in name else f"{name}.*")):
                    yield path, use, metres


def _in_folder(folder: Path) -> Iterator[tuple[Path, str, float]]:
    """Yield file, type of surface and width of the photographs in a folder, which show one metre each."""
    for use in USES:
        for path in sorted((folder / use).glob("*")):
            if path.suffix.lower() in (".png", ".jpg", ".jpeg"):
                yield path, use, 1.0


def _square(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the square in the middle of an image."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return image[top : top + side, left : left + side]


def _with_smaller_ones(image: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Return an image [size, size, 3] with its halves, quarters and so on in a column next to it."""
    import cv2

    sheet = np.zeros((size, size + size // 2, 3), np.uint8)
    sheet[:, :size] = cv2.resize(np.ascontiguousarray(image), (size, size), interpolation=cv2.INTER_AREA)
    top, side = 0, size // 2
    while side >= 1:
        level = cv2.resize(sheet[:, :size], (side, side), interpolation=cv2.INTER_AREA)
        sheet[top : top + side, size : size + side] = level
        top += side
        side //= 2
    return sheet
