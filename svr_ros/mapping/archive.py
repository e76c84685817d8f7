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

"""Archive on disk of the blocks beyond the radius of a map, which return when the camera does."""

from __future__ import annotations

import fcntl
import math
import os
import re
import shutil
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.inference.files import write_atomically
from svr_ros.inference.scenes import read_arrays
from svr_ros.mapping.blocks import SIDE, BlockStore, Keys
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.map_file import BLOCK_ARRAYS, add_blocks, block_arrays, checked_blocks

_CELL_BLOCKS = 8
"""Blocks per side of the cells that share a file."""

_NAME = re.compile(r"archive-[0-9a-f]{12}")
"""Names of the subfolders, one per map."""

_ATTEMPTS = 10
"""Maximum number of subfolders that are made if other processes remove them at once."""


class Archive:
    """Files of blocks, each with blocks of one cubic cell of space, in a subfolder that no other map uses.

    The subfolder is locked, and removed with the archive. Those of processes that were killed are removed by the next
    archive in the folder, so that any number of maps can use one folder.

    Args:
        folder: The folder, which is made if it does not exist.
        config: Settings of the map.

    Raises:
        InputError: If the folder cannot be made.
    """

    def __init__(self, folder: Path, config: MapConfig) -> None:
        base = paths.make_folder(folder)
        _remove_abandoned(base)
        self._folder, descriptor = _make_subfolder(base)
        weakref.finalize(self, _remove_folder, self._folder, descriptor)
        self._side = SIDE * config.voxel_size
        self._files: dict[tuple[int, ...], list[Path]] = {}
        self._count = 0

    def keep(self, store: BlockStore, keys: Keys) -> None:
        """Write blocks of a store to files."""
        for cell in np.unique(np.floor_divide(keys, _CELL_BLOCKS), axis=0):
            part = keys[(np.floor_divide(keys, _CELL_BLOCKS) == cell).all(1)]
            name = tuple(int(index) for index in cell)
            path = self._folder / "cell_{}_{}_{}_{}.npz".format(*name, self._count)
            self._count += 1
            arrays = {"keys": part, **block_arrays(store, part)}

            def save(target: Path, arrays: dict[str, NDArray] = arrays) -> None:
                with open(target, "wb") as file:
                    np.savez(file, **arrays)  # type: ignore[arg-type]

            write_atomically(path, save)
            self._files.setdefault(name, []).append(path)

    def restore(self, store: BlockStore, position: NDArray[np.float64], radius: float) -> None:
        """Move the blocks within a radius in metres around a position back to a store.

        Blocks that were added to the store in the meantime are newer and stay as they are.

        Raises:
            InputError: If a file was removed or damaged in the meantime, whose blocks are lost; call it again for the
                other ones.
        """
        for cell in list(self._files):
            # Distance from the position to the farthest corner of the cell
            low = np.array(cell) * (_CELL_BLOCKS * self._side)
            high = low + _CELL_BLOCKS * self._side
            farthest = np.linalg.norm(np.maximum(np.abs(position - low), np.abs(position - high)))
            if farthest > radius:
                continue
            while self._files[cell]:
                path = self._files[cell].pop()  # the newest first
                keys, known, values = _read(path)
                fresh = store.slots(keys) < 0
                voxels = np.repeat(fresh, known.sum(1))
                add_blocks(store, keys[fresh], known[fresh], {name: array[voxels] for name, array in values.items()})
                _remove(path)
            del self._files[cell]

    def clear(self) -> None:
        """Remove all files."""
        for files in self._files.values():
            for path in files:
                _remove(path)
        self._files.clear()


def _make_subfolder(base: Path) -> tuple[Path, int]:
    """Return a new subfolder and the descriptor of its lock, which lasts until the descriptor is closed."""
    for _ in range(_ATTEMPTS):
        folder = base / f"archive-{uuid4().hex[:12]}"
        try:
            folder.mkdir()
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # another process took it for abandoned before it was locked
            continue
        except OSError as error:
            raise InputError(f"no archive of the map can be made in {base}: {paths.describe(error)}") from error
        removed = False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            removed = True  # another process has locked it to remove it
        except OSError:
            pass  # the file system has no locks
        if not removed and folder.is_dir():
            return folder, descriptor
        os.close(descriptor)
    raise InputError(f"no archive of the map can be made in {base}: its folders are removed at once")


def _remove_abandoned(base: Path) -> None:
    """Remove the subfolders of processes that were killed, which are not locked."""
    for folder in paths.list_folder(base):
        if not _NAME.fullmatch(folder.name):
            continue
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


def _remove_folder(folder: Path, descriptor: int) -> None:
    """Remove a subfolder and end its lock."""
    shutil.rmtree(folder, ignore_errors=True)
    os.close(descriptor)


def _read(path: Path) -> tuple[Keys, NDArray[np.bool_], dict[str, NDArray[Any]]]:
    """Return positions, masks and values of the blocks in a file; raises InputError if it is missing or damaged."""
    try:
        return checked_blocks(read_arrays(path, BLOCK_ARRAYS))
    except (Exception, MemoryError) as error:  # damaged archives raise zlib.error, NotImplementedError and others
        raise InputError(
            f"{path} in the archive of the map cannot be read ({paths.describe(error)}), and its blocks are lost; "
            "expected that nothing else changes the folder"
        ) from error


def _remove(path: Path) -> None:
    """Remove a file, if it is still there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path} in the archive of the map cannot be removed: {paths.describe(error)}") from error


def drop_far_blocks(
    store: BlockStore, position: NDArray[np.float64], config: MapConfig, archive: Archive | None
) -> None:
    """Remove the blocks beyond the radius of a map around a position [3]; an archive keeps them."""
    if not math.isfinite(config.map_radius):
        return
    keys = store.keys()
    centres = (keys + 0.5) * (SIDE * config.voxel_size)
    far: Keys = keys[np.linalg.norm(centres - position, axis=1) > config.map_radius]
    if archive is not None:
        archive.keep(store, far)
    store.remove(far)
