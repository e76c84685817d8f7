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

"""A new run does not mix with an earlier one in its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from svr_ros.errors import InputError
from svr_ros.training.run_folder import PIXELS, prepare

WEIGHTS = "compact.safetensors"
REMAINS = [
    "checkpoint.pt",
    "checkpoint.pt.part",
    WEIGHTS,
    f"{PIXELS}/checkpoint.pt",
    f"{PIXELS}/{WEIGHTS}",
    "journal/events.out.tfevents.1.host",
]


@pytest.mark.parametrize("name", REMAINS)
def test_anything_of_an_earlier_run_is_kept_unless_it_is_to_be_replaced(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("earlier")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=f"holds an earlier run \\({name}\\); expected --resume .* --overwrite"):
        prepare(tmp_path, WEIGHTS)
    prepare(tmp_path, WEIGHTS, resume=True)
    assert path.read_text() == "earlier"
    prepare(tmp_path, WEIGHTS, overwrite=True)
    assert not path.exists() and (tmp_path / "notes.txt").exists()
    prepare(tmp_path, WEIGHTS)


def test_new_folder_is_made(tmp_path: Path) -> None:
    prepare(tmp_path / "runs" / "compact", WEIGHTS)
    assert (tmp_path / "runs" / "compact").is_dir()


def test_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    for folder in (tmp_path / "runs", tmp_path / "runs" / "compact"):
        with pytest.raises(InputError, match=f"folder {folder} of the run cannot be written"):
            prepare(folder, WEIGHTS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        prepare(tmp_path, WEIGHTS)


def test_resuming_and_overwriting_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected one of them"):
        prepare(tmp_path, WEIGHTS, resume=True, overwrite=True)
