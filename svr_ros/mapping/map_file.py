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

"""Map files: the known voxels of a map as an .npz archive, with a version."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.inference.files import check_output, write_atomically
from svr_ros.inference.scenes import read_arrays
from svr_ros.labels import NAMES
from svr_ros.mapping.blocks import SIDE, VOXELS, Attributes, BlockStore, Keys
from svr_ros.mapping.config import MAX_COORDINATE, MapConfig

SUFFIX = ".svrmap"
"""Suffix of map files, which are .npz archives."""

VERSION = 1
"""Version of the format."""

BLOCK_ARRAYS = ("keys", "known", *Attributes._fields)
"""Names of the arrays that hold blocks."""


@dataclass(frozen=True)
class MapContent:
    """Content of a map file.

    Attributes:
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the distances in metres.
        frames: Number of integrated frames.
        start: Stamp of the first frame in seconds; None if there is none.
        scale: Mean scale of the frames without measured depth.
        keys: Positions [B, 3] of the blocks.
        known: Mask [B, V] of the known voxels.
        values: Attributes of the known voxels by name, [K, ...].
    """

    voxel_size: float
    truncation: float
    frames: int
    start: float | None
    scale: float
    keys: Keys
    known: NDArray[np.bool_]
    values: dict[str, NDArray[Any]]


def write_map(
    path: str | Path, config: MapConfig, store: BlockStore, frames: int, start: float | None, scale: float
) -> None:
    """Write a map; the file appears whole or not at all. Raises InputError if it cannot be written."""
    path = check_output(path, (SUFFIX,))
    keys = store.keys()
    arrays = block_arrays(store, keys)
    numbers = [config.voxel_size, config.band, frames, math.nan if start is None else start, scale]
    content = {"version": np.array(VERSION), "numbers": np.array(numbers), "keys": keys, **arrays}

    def save(target: Path) -> None:
        with open(target, "wb") as file:
            np.savez_compressed(file, **content)  # type: ignore[arg-type]

    write_atomically(path, save)


def block_arrays(store: BlockStore, keys: Keys) -> dict[str, NDArray[Any]]:
    """Return the known voxels of blocks: their mask `known` [B, V], and the attributes of these voxels by name.

    Numbers are kept at half precision, which is finer than a thousandth of a truncation.
    """
    slots = store.slots(keys)
    attributes = store.attributes()
    known = attributes.layer[slots] != 255
    values: dict[str, NDArray[Any]] = {"known": np.packbits(known, axis=1)}
    for name, array in attributes._asdict().items():
        part = array[slots][known]
        keep = name == "last_seen" or part.dtype != np.float32
        values[name] = part if keep else part.astype(np.float16)
    return values


def read_map(path: str | Path) -> MapContent:
    """Return the content of a map file; raises InputError if it is missing, damaged, or of another version."""
    path = paths.expanded(path)
    if not paths.is_readable_file(path):
        raise InputError(f"there is no file {path}; expected a map that was saved before")
    try:
        arrays = read_arrays(path, ("version", "numbers", *BLOCK_ARRAYS))
        version = int(arrays["version"])
        if version != VERSION:
            raise InputError(f"{path} is a map of version {version}; expected version {VERSION}")
        voxel_size, truncation, frames, start, scale = (float(number) for number in arrays["numbers"].reshape(5))
        config = MapConfig(voxel_size, truncation)
        content = MapContent(
            config.voxel_size, config.band, int(frames), None if math.isnan(start) else start, scale,
            *checked_blocks(arrays),
        )  # fmt: skip
        farthest = float(np.abs(content.keys.astype(np.float64)).max(initial=0)) * SIDE * voxel_size
        if farthest > 2 * MAX_COORDINATE:  # blocks in sight of the farthest cameras included
            raise ValueError(f"it extends to {farthest:g} m")
        if not (math.isfinite(scale) and scale > 0 and frames >= 0):
            raise ValueError(f"its scale is {scale:g} and its frames {frames:g}")
    except InputError as error:
        named = str(error) if str(path) in str(error) else f"{path}: {error}"
        raise InputError(named) from error
    except Exception as error:  # damaged archives raise zlib.error, NotImplementedError and others
        raise InputError(f"{path} holds no map ({paths.describe(error)}); expected a file saved by svr map") from error
    return content


def checked_blocks(arrays: dict[str, NDArray[Any]]) -> tuple[Keys, NDArray[np.bool_], dict[str, NDArray[Any]]]:
    """Return positions, masks and values of the blocks in a file; raises ValueError if they do not fit together."""
    keys = arrays["keys"].astype(np.int32)
    if keys.ndim != 2 or keys.shape[1] != 3 or len(np.unique(keys, axis=0)) != len(keys):
        raise ValueError(f"its keys have the shape {list(keys.shape)}, or are not unique")
    packed = arrays["known"]
    if packed.dtype != np.uint8 or packed.shape != (len(keys), VOXELS // 8):
        raise ValueError(f"its mask has the shape {list(packed.shape)}")
    known = np.unpackbits(packed, axis=1).astype(bool)
    count = int(known.sum())
    further = {"classes": (len(NAMES),), "color": (3,)}
    values = {name: arrays[name] for name in Attributes._fields}
    for name, array in values.items():
        if array.shape != (count, *further.get(name, ())):
            raise ValueError(f"its {name} has the shape {list(array.shape)} for {count} voxels")
        if not np.isfinite(array).all():
            raise ValueError(f"its {name} is not finite")
    if not np.isin(values["layer"], (0, 1)).all() or (values["weight"] < 0).any():
        raise ValueError("its layers or weights are out of range")
    if values["objects"].dtype != np.uint16 or values["votes"].dtype != np.uint8:
        raise ValueError(f"its objects are {values['objects'].dtype} and its votes {values['votes'].dtype}")
    return keys, known, values


def fill(store: BlockStore, content: MapContent) -> None:
    """Add the blocks of a file to a store, in place of blocks with the same position."""
    add_blocks(store, content.keys, content.known, content.values)


def add_blocks(store: BlockStore, keys: Keys, known: NDArray[np.bool_], values: dict[str, NDArray[Any]]) -> None:
    """Add blocks to a store, in place of blocks with the same position; see `block_arrays`."""
    store.remove(keys)
    slots = store.add(keys)
    block, voxel = np.nonzero(known)
    for name, array in store.attributes()._asdict().items():
        array[slots[block], voxel] = values[name]
