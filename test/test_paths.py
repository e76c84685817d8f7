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

"""File-system errors, links and home directories."""

import os
from pathlib import Path

import pytest

from svr_ros import paths
from svr_ros.errors import InputError


@pytest.fixture
def locked(tmp_path: Path):
    """Return a folder that may not be searched by the user that runs the test."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o700)
    (folder / "file").write_text("content")
    root = os.geteuid() == 0
    if root:
        for parent in tmp_path.parents[:3]:
            parent.chmod(0o755)
        tmp_path.chmod(0o755)
        os.seteuid(65534)
    else:
        folder.chmod(0)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o700)


def test_folders_without_permission_get_a_sentence(locked: Path) -> None:
    for access in (paths.is_folder, paths.is_readable_file, paths.is_missing):
        with pytest.raises(InputError, match=r"locked/file cannot be accessed: Permission denied"):
            access(locked / "file")
    with pytest.raises(InputError, match=r"locked cannot be read: Permission denied"):
        paths.list_folder(locked)
    with pytest.raises(InputError, match=r"locked/file cannot be read: Permission denied"):
        paths.read_bytes(locked / "file")


def test_folder_without_permission_beside_the_inputs_is_left_out(
    locked: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from svr_ros.inference import files

    os.seteuid(os.getuid())
    (locked.parent / "frame").mkdir()
    (locked.parent / "frame" / "image.jpg").touch()
    if os.geteuid() == 0:
        os.seteuid(65534)
    assert [source.name for source in files.find_sources(locked.parent)] == ["frame"]
    assert "locked" in caplog.text and "Permission denied" in caplog.text and "left out" in caplog.text


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "file/below"])
def test_odd_names_are_missing_or_get_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    try:
        assert paths.is_missing(tmp_path / name)
    except InputError as error:
        assert "cannot be accessed" in str(error)


def test_home_directory_is_expanded_unless_the_name_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert paths.expanded("~/x.npz") == tmp_path / "home" / "x.npz"
    assert paths.expanded("a~") == Path("a~")
    (tmp_path / "~").mkdir()
    (tmp_path / "~" / "x.npz").touch()
    assert paths.expanded("~/x.npz") == Path("~/x.npz")


@pytest.mark.parametrize("kind", ["same", "symbolic", "hard"])
def test_outputs_that_are_inputs_are_refused(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "photo.png"
    source.write_bytes(b"photo")
    output = source if kind == "same" else tmp_path / "link.png"
    if kind == "symbolic":
        output.symlink_to(source)
    elif kind == "hard":
        output.hardlink_to(source)
    with pytest.raises(InputError, match="would overwrite it"):
        paths.refuse_overwriting([tmp_path / "new.png", output], [source])
    paths.refuse_overwriting([tmp_path / "new.png"], [source])


def test_large_and_binary_files_get_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 10**11)
    with pytest.raises(InputError, match="sparse is larger than 2048 MiB"):
        paths.read_bytes(tmp_path / "sparse")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not a text file"):
        paths.read_text(tmp_path / "binary")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (AssertionError(), "its parts contradict each other (AssertionError)"),
        (MemoryError(), "not enough memory"),
        (KeyError("a"), "KeyError: 'a'"),
        (ValueError("two\n lines"), "two lines"),
        (StopIteration(), "StopIteration"),
    ],
)
def test_reasons_are_one_line(error: Exception, text: str) -> None:
    assert paths.describe(error) == text
