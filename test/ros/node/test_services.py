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

import re

import pytest

pytest.importorskip("rclpy")

from svr_ros.errors import InputError
from svr_ros.ros.node.services import _save, path_within
from svr_ros.ros.parameters import Settings


@pytest.fixture
def folders(tmp_path):
    """Return the allowed folder, which has a subfolder, and a sibling that is not allowed."""
    allowed, beside = tmp_path / "scenes", tmp_path / "scenes_of_others"
    (allowed / "today").mkdir(parents=True)
    beside.mkdir()
    return allowed.resolve(), beside.resolve()


def test_paths_in_the_folder_are_taken_absolute_or_not(folders):
    allowed, _ = folders
    for path in ("room.ply", "today/room.GLB", "today/../room.npz", str(allowed / "today" / "room.png")):
        assert path_within(str(allowed), path) == (allowed / path).resolve()


def test_the_folder_is_made_and_the_home_directory_known(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_within("~/new/scenes", "room.ply") == tmp_path.resolve() / "new" / "scenes" / "room.ply"
    assert (tmp_path / "new" / "scenes").is_dir()


@pytest.mark.parametrize(
    "path", ["", ".", "..", "../room.ply", "today/../../room.ply", "/etc/room.ply", "{beside}/a.ply"]
)
def test_paths_that_leave_the_folder_are_refused(folders, path):
    allowed, beside = folders
    given = path.format(beside=beside)
    said = f"path is {given!r}; expected a file in {allowed}, the parameter save_directory"
    with pytest.raises(InputError, match=f"^{re.escape(said)}$"):
        path_within(str(allowed), given)


def test_links_are_followed_before_they_are_judged(folders):
    allowed, beside = folders
    (allowed / "out").symlink_to(beside)
    (allowed / "file.ply").symlink_to(beside / "file.ply")
    (allowed / "in").symlink_to(allowed / "today")
    (allowed / "circle").symlink_to(allowed / "circle")
    for path in ("out/room.ply", "file.ply"):
        with pytest.raises(InputError, match="expected a file in"):
            path_within(str(allowed), path)
    assert path_within(str(allowed), "in/room.ply") == allowed / "today" / "room.ply"
    with pytest.raises(InputError, match=r"path 'circle/room.ply' cannot be used|folder .* does not exist"):
        path_within(str(allowed), "circle/room.ply")


@pytest.mark.parametrize("length", [242, 249, 255])
def test_names_as_long_as_the_file_system_allows_are_saved(folders, reconstruction, length):
    name = "x" * (length - 4) + ".npz"
    target = folders[0] / name
    assert _save(reconstruction, name, Settings(save_directory=str(folders[0]))) == str(target)
    assert target.stat().st_size > 0
    assert {path.name for path in folders[0].iterdir()} == {name, "today"}


def test_names_that_are_longer_get_a_sentence(folders, reconstruction):
    with pytest.raises(InputError, match="File name too long"):
        _save(reconstruction, "x" * 252 + ".npz", Settings(save_directory=str(folders[0])))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("room", "ends in nothing"),
        ("room.exe", "ends in '.exe'; expected .glb or .ply or .obj or .npz or .png"),
        ("yesterday/room.ply", "folder .*yesterday of output room.ply does not exist"),
        ("a\0b.ply", "cannot be used: embedded null"),
        ("x" * 300 + ".ply", "cannot be accessed: File name too long"),
    ],
)
def test_paths_that_cannot_be_written_are_rejected(folders, path, said):
    with pytest.raises(InputError, match=said):
        path_within(str(folders[0]), path)
