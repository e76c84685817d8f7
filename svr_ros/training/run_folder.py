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

"""Folder of a run: a new run does not mix with an earlier one in it."""

from __future__ import annotations

import os
from pathlib import Path

from svr_ros.errors import InputError
from svr_ros.training import checkpoint
from svr_ros.training.logger import LOG_FOLDER

PIXELS = "pixels"
"""Folder of the first stage, within that of the run."""


def prepare(folder: Path, weights_name: str, resume: bool = False, overwrite: bool = False) -> None:
    """Make the folder of a run and, to overwrite an earlier one, remove its files.

    Args:
        folder: Folder of the run.
        weights_name: Name of the weights file that the run will write.
        resume: Whether the run continues the one in the folder.
        overwrite: Whether an earlier run in the folder is replaced.

    Raises:
        InputError: If the folder cannot be written, or holds a run that is neither to be resumed nor overwritten.
    """
    if resume and overwrite:
        raise InputError("--resume continues a run and --overwrite replaces it; expected one of them")
    if resume and not folder.is_dir():
        raise InputError(f"there is no checkpoint in {folder}; expected the folder of an earlier run")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        earlier = run_files(folder, weights_name)
        if earlier and not (resume or overwrite):
            raise InputError(
                f"{folder} holds an earlier run ({earlier[0].relative_to(folder)}); expected --resume to continue it, "
                "--overwrite to replace it, or another folder"
            )
        if overwrite:
            for path in earlier:
                path.unlink()
    except OSError as error:
        raise InputError(
            f"folder {folder} of the run cannot be written: {error.strerror or error}; expected another one"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"folder {folder} of the run cannot be written; expected one with permission to write")


def run_files(folder: Path, weights_name: str) -> list[Path]:
    """Return the files of a run in its folder, the checkpoints first."""
    names = checkpoint.NAME, checkpoint.PARTIAL_NAME, weights_name
    folders = folder, folder / PIXELS
    files = [path for name in names for part in folders if (path := part / name).is_file()]
    return files + [path for part in folders for path in sorted((part / LOG_FOLDER).glob("events.out.tfevents.*"))]
