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

"""Bags in every storage format of rosbag2, and files that are not bags."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from svr_ros.errors import InputError
from svr_ros.replay.bag import Bag
from svr_ros.replay.storage import is_bag

from .conftest import LATENCY, PERIOD, START, camera


def times(path: Path) -> list[tuple[str, int]]:
    with Bag(path) as bag:
        return [(message.topic, message.time) for message in bag.messages()]


@pytest.mark.parametrize("plugin", ["MCAP", "SQLITE3"])
def test_folder_and_single_file_are_read_alike(record: Callable[..., Path], plugin: str) -> None:
    folder = record(camera(2), plugin=plugin)
    expected = [
        (topic, START + number * PERIOD + LATENCY)
        for number in range(2)
        for topic in ("/camera/camera_info", "/camera/image_raw")
    ]
    assert times(folder) == expected
    [file] = [path for path in folder.iterdir() if path.suffix in (".mcap", ".db3")]
    assert times(file) == expected
    (folder / "metadata.yaml").unlink()  # as after a killed recording
    assert times(folder) == expected


@pytest.mark.parametrize("plugin", ["MCAP", "SQLITE3"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.99])
def test_bag_that_is_cut_off_gets_one_sentence(record: Callable[..., Path], plugin: str, share: float) -> None:
    [file] = [path for path in record(camera(2), plugin=plugin).iterdir() if path.suffix in (".mcap", ".db3")]
    data = file.read_bytes()
    file.write_bytes(data[: int(share * len(data))])
    with pytest.raises(InputError) as raised:
        times(file)
    assert str(file) in str(raised.value) and "\n" not in str(raised.value)


def test_what_is_no_bag_is_named_with_what_was_expected(tmp_path: Path, record: Callable[..., Path]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "one.bag").write_text("#ROSBAG V2.0\n")
    (tmp_path / "video.mp4").write_bytes(b"moov")
    (tmp_path / "text.mcap").write_text("this is text")
    half = record(camera(2), "half")
    shutil.rmtree(half) if half.is_file() else next(half.glob("*.mcap")).unlink()
    cases = {
        "none.mcap": "does not exist",
        "folder": "no metadata.yaml; expected a ROS 2 bag",
        "one.bag": "a ROS 1 bag: convert it with rosbags-convert",
        "video.mp4": "expected a folder, or a file .mcap or .db3",
        "text.mcap": "corrupt, truncated, or no ROS 2 bag",
        "half": "Some database files are missing",
    }
    for name, sentence in cases.items():
        with pytest.raises(InputError, match=sentence):
            times(tmp_path / name)


def test_empty_bag_is_said_to_be_empty(record: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="contains no messages"):
        times(record([]))


def test_parts_of_one_recording_are_numbered_from_zero(tmp_path: Path, record: Callable[..., Path]) -> None:
    [part] = record(camera(1)).glob("*.mcap")
    for name, numbers, together in (("parts", (0, 1), True), ("runs", (1, 7), False), ("lonely", (0, 2), False)):
        (tmp_path / name).mkdir()
        for number in numbers:
            (tmp_path / name / f"run_{number}.mcap").write_bytes(part.read_bytes())
        assert is_bag(tmp_path / name) == together
