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

"""Bags as recorders, editors and crashes leave them."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer

from svr_ros.errors import InputError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.replay.bag import Bag
from svr_ros.replay.camera_topics import find_camera
from svr_ros.replay.job import Job
from svr_ros.replay.messages import typestore
from svr_ros.replay.recorder import LATCHED, Recorder
from svr_ros.replay.run import replay
from svr_ros.ros.parameters import Settings

from .conftest import LATENCY, PERIOD, START, TYPES, camera, image

SERVICE = f"{'=' * 80}\nSRV: std_srvs/srv/SetBool\nbool data\n---\nbool success\nstring message\n"
IDL = f"{'=' * 80}\nIDL: my_msgs/msg/State\nmodule my_msgs {{ module msg {{ struct State {{ float x; }}; }}; }};\n"
CONTENT = b"\0\1\0\0" + bytes(48)


def read(path: Path) -> tuple[Counter, list[str]]:
    problems: list[str] = []
    with Bag(path) as bag:
        return Counter(message.topic for message in bag.messages(problems=problems)), bag.notes + problems


def add_odd(path: Path, kind: str, definition: str, topic: str = "/odd") -> Path:
    """Write a bag of a camera with one more topic."""
    store = typestore()
    with Writer(path, version=9, storage_plugin=StoragePlugin.MCAP) as writer:
        connections = {
            name: writer.add_connection(name, message.__msgtype__, typestore=store) for name, _, message in camera(1)
        }
        odd = writer.add_connection(topic, kind, msgdef=definition, rihs01=f"RIHS01_{'0' * 64}")
        for name, number, message in camera(2):
            data = store.serialize_cdr(message, message.__msgtype__)
            writer.write(connections[name], START + number * PERIOD, data)
        writer.write(odd, START + PERIOD, CONTENT)
    return path


@pytest.mark.parametrize(
    ("kind", "definition"),
    [
        ("std_srvs/srv/SetBool_Event", SERVICE),
        ("my_msgs/msg/State", IDL),
        ("my_msgs/msg/State", "std_msgs/Header header\nmy_msgs/Inner inner\n"),
        ("my_msgs/msg/State", "this is no definition $%&\n"),
        ("my_msgs/msg/State", "my_msgs/State again\n"),
        ("my_msgs/msg/State", ""),
        ("State", "float32 x\n"),
        ("my_msgs/action/Go_FeedbackMessage", "float32 x\n"),
    ],
    ids=["service", "IDL", "parts", "garbage", "recursive", "empty", "no package", "action"],
)
def test_odd_topics_are_copied_as_bytes(
    tmp_path: Path, reconstructor: Reconstructor, kind: str, definition: str
) -> None:
    bag = add_odd(tmp_path / "bag", kind, definition)
    output = tmp_path / "out.mcap"
    settings = Settings(resolution=64)
    report = replay(Job(bag, output, outputs=("depth",), copy=True, settings=settings), reconstructor)
    assert report.scenes == 2 and report.complete
    with Bag(output) as copied:
        [message] = copied.messages(["/odd"])
        assert message.data == CONTENT and message.connection.msgtype == kind
    assert read(output)[0]["/camera/image_raw"] == 2


def test_topics_of_one_type_with_two_definitions_are_left_out_by_name(tmp_path: Path) -> None:
    with Bag(add_odd(tmp_path / "bag", "my_msgs/msg/State", "float32 x\n")) as bag:
        [message] = bag.messages(["/odd"])
    other = message.connection._replace(topic="/other", msgdef=message.connection.msgdef._replace(data="float32 y\n"))
    same = message.connection._replace(topic="/same")
    with Recorder(tmp_path / "out.mcap") as recorder:
        recorder.copy(message.connection, START, CONTENT)
        with pytest.raises(InputError, match="/other is not copied: another topic has a different definition"):
            recorder.copy(other, START, CONTENT)
        recorder.copy(same, START, CONTENT)
    assert read(tmp_path / "out.mcap")[0] == {"/odd": 1, "/same": 1}


def test_topics_that_the_replay_writes_are_not_doubled(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    old = TYPES["std_msgs/msg/String"](data="old")
    path = record([*camera(2), ("/reconstruct/depth", 1, old)])
    job = Job(path, tmp_path / "out.mcap", outputs=("depth",), copy=True, settings=Settings(resolution=64))
    report = replay(job, reconstructor)
    assert report.lost == ["/reconstruct/depth is not copied: the scenes are written there; expected --namespace"]
    assert read(tmp_path / "out.mcap")[0]["/reconstruct/depth"] == 2


def latched(record: Callable[..., Path], tmp_path: Path) -> Path:
    store = typestore()
    with Writer(tmp_path / "latched", version=9, storage_plugin=StoragePlugin.MCAP) as writer:
        one = camera(1)
        for topic, _, message in one:
            kind = message.__msgtype__
            connection = writer.add_connection(topic, kind, typestore=store, offered_qos_profiles=(LATCHED,))
            writer.write(connection, START + LATENCY, store.serialize_cdr(message, kind))
    return tmp_path / "latched"


def test_edited_qos_loses_nothing(record: Callable[..., Path], tmp_path: Path) -> None:
    path = latched(record, tmp_path)
    metadata = path / "metadata.yaml"
    assert "transient_local" in metadata.read_text()
    metadata.write_text(metadata.read_text().replace("transient_local", "volatile"))
    counts, problems = read(path)
    assert counts == {"/camera/camera_info": 1, "/camera/image_raw": 1} and not problems


@pytest.mark.parametrize("name", ["metadata.yaml", "bag.mcap"])
def test_pipes_in_a_bag_are_refused(record: Callable[..., Path], name: str) -> None:
    path = record(camera(1))
    (path / name).unlink()
    os.mkfifo(path / name)  # to open it would wait forever
    with pytest.raises(InputError, match=f"{name} is not a regular file; expected one"), Bag(path):
        pass


def test_counts_of_the_metadata_are_compared(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = record(camera(2))
    metadata = path / "metadata.yaml"
    metadata.write_text(metadata.read_text().replace("message_count: 2", "message_count: 7"))
    report = replay(
        Job(path, tmp_path / "out.mcap", outputs=("depth",), settings=Settings(resolution=64)), reconstructor
    )
    assert len(report.lost) == 2 and not report.complete
    assert "states 7 messages on /camera/image_raw, of which 2 are in its files; 5 are lost" in capsys.readouterr().err


def test_renamed_topic_in_the_metadata_loses_nothing(record: Callable[..., Path]) -> None:
    path = record(camera(2))
    metadata = path / "metadata.yaml"
    metadata.write_text(metadata.read_text().replace("/camera/image_raw", "/renamed"))
    counts, problems = read(path)
    assert counts["/camera/image_raw"] == 2
    assert any("states 2 messages on /renamed, of which 0 are" in problem for problem in problems)


KILLED_RECORDER = """
import os, shutil, sqlite3, sys
source, target = sys.argv[1:]
rows = sqlite3.connect(source).execute("select * from messages order by id").fetchall()
database = sqlite3.connect(target)
database.execute("delete from messages"); database.commit()
database.execute("pragma journal_mode=wal"); database.execute("pragma wal_autocheckpoint=0")
for number, row in enumerate(rows):
    database.execute("insert into messages values(" + ",".join("?" * len(row)) + ")", row); database.commit()
    if number == 2:
        database.execute("pragma wal_checkpoint(truncate)")
os._exit(0)
"""


@pytest.mark.parametrize("index", [True, False])
def test_messages_in_a_write_ahead_log_are_read(record: Callable[..., Path], index: bool) -> None:
    source, target = record(camera(3), "source", "SQLITE3"), record(camera(3), "killed", "SQLITE3")
    files = [str(source / "source.db3"), str(target / "killed.db3")]
    subprocess.run([sys.executable, "-c", KILLED_RECORDER, *files], check=True, timeout=300)
    (target / "metadata.yaml").unlink()
    if not index:
        (target / "killed.db3-shm").unlink()
    before = sorted(path.name for path in target.iterdir())
    assert read(target)[0] == {"/camera/camera_info": 3, "/camera/image_raw": 3}
    assert sorted(path.name for path in target.iterdir()) == before


def test_rollback_journal_is_reported(record: Callable[..., Path]) -> None:
    path = record(camera(1), plugin="SQLITE3")
    (path / "bag.db3-journal").write_bytes(b"journal")
    _, problems = read(path)
    assert "bag.db3-journal shows that the recording was killed" in problems[0]


@pytest.mark.parametrize("name", ["run #3", "a?b", "100%41", "ümläut", "new\nline", "-o"])
@pytest.mark.parametrize("plugin", ["MCAP", "SQLITE3"])
def test_paths_with_any_character_are_read(record: Callable[..., Path], tmp_path: Path, name: str, plugin: str) -> None:
    folder = record(camera(1), plugin=plugin)
    shutil.copytree(folder, tmp_path / name)
    [file] = [path for path in (tmp_path / name).iterdir() if path.suffix in (".mcap", ".db3")]
    assert read(tmp_path / name)[0].total() == read(file)[0].total() == 2


@pytest.mark.parametrize("mode", ["FILE", "MESSAGE"])
@pytest.mark.parametrize("plugin", ["MCAP", "SQLITE3"])
@pytest.mark.parametrize("metadata", [True, False])
def test_compressed_bags_are_read(tmp_path: Path, mode: str, plugin: str, metadata: bool) -> None:
    store = typestore()
    writer = Writer(tmp_path / "bag", version=9, storage_plugin=StoragePlugin[plugin])
    writer.set_compression(CompressionMode[mode], CompressionFormat.ZSTD)
    with writer:
        for topic, _, message in camera(1):
            kind = message.__msgtype__
            connection = writer.add_connection(topic, kind, typestore=store)
            writer.write(connection, START, store.serialize_cdr(message, kind))
    if not metadata:
        (tmp_path / "bag" / "metadata.yaml").unlink()
    with Bag(tmp_path / "bag") as bag:
        assert find_camera(bag).image == "/camera/image_raw"
    assert read(tmp_path / "bag")[0].total() == 2


def test_split_bag_without_metadata_gets_the_advice_to_reindex(record: Callable[..., Path], tmp_path: Path) -> None:
    folder = record(camera(1))
    (folder / "metadata.yaml").unlink()
    [file] = folder.iterdir()
    for number in range(2):
        shutil.copy(file, folder / f"run_{number}.mcap")
    file.unlink()
    with pytest.raises(InputError, match=r"contains 2 files of a bag and no metadata.yaml; run `ros2 bag reindex"):
        read(folder)


def test_first_image_that_is_broken_costs_itself_alone(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    path = record(camera(3), plugin="SQLITE3")
    database = sqlite3.connect(path / "bag.db3")
    topic = database.execute("select id from topics where name='/camera/image_raw'").fetchone()[0]
    first = database.execute("select min(id) from messages where topic_id=?", (topic,)).fetchone()[0]
    database.execute("update messages set data=? where id=?", (bytes(4000), first))
    database.commit()
    database.close()
    job = Job(path, tmp_path / "out.mcap", outputs=("depth",), settings=Settings(resolution=64))
    report = replay(job, reconstructor)
    assert report.scenes == 2 and sum(report.failed.values()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("data='text'", "the data are str; expected bytes"),
        ("data=7", "the data are int; expected bytes"),
        ("timestamp=-5", "the time is -5; expected nanoseconds"),
        ("timestamp='now'", "the time is now; expected nanoseconds"),
    ],
)
def test_rows_of_other_types_are_counted(record: Callable[..., Path], change: str, sentence: str) -> None:
    path = record(camera(3), plugin="SQLITE3")
    database = sqlite3.connect(path / "bag.db3")
    database.execute(f"update messages set {change} where id=2")
    database.commit()
    database.close()
    counts, problems = read(path)
    assert counts.total() == 5
    assert len(problems) == 1 and problems[0].startswith("1 messages on /camera/") and problems[0].endswith(sentence)


@pytest.mark.parametrize("error", [ValueError("Truncated IHDR chunk"), RuntimeError("can't allocate memory")])
def test_any_error_of_one_image_costs_that_image(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path, monkeypatch, error: Exception
) -> None:
    calls = []
    whole = type(reconstructor).reconstruct

    def fail_once(self, *arguments, **more):
        calls.append(1)
        if len(calls) == 1:
            raise error
        return whole(self, *arguments, **more)

    monkeypatch.setattr(type(reconstructor), "reconstruct", fail_once)
    job = Job(record(camera(2)), tmp_path / "out.mcap", outputs=("depth",), settings=Settings(resolution=64))
    report = replay(job, reconstructor)
    assert report.scenes == 1 and str(error) in next(iter(report.failed))


def test_damage_behind_the_first_images_keeps_their_scenes(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path, monkeypatch
) -> None:
    path = record(camera(4))
    whole = Bag.messages

    def damaged(self, *arguments, **more):
        for number, message in enumerate(whole(self, *arguments, **more)):
            if number == 5 and arguments[0] is not None and len(arguments[0]) == 2:
                raise InputError("bag is corrupt")
            yield message

    monkeypatch.setattr("svr_ros.replay.run.Bag.messages", damaged)
    job = Job(path, tmp_path / "out.mcap", outputs=("depth",), settings=Settings(resolution=64))
    report = replay(job, reconstructor)
    assert report.scenes == 2 and report.lost == ["bag is corrupt; the messages after the damage are lost"]
    assert read(tmp_path / "out.mcap")[0]["/reconstruct/depth"] == 2


def test_output_that_is_a_link_is_kept(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out.mcap").symlink_to(tmp_path / "real" / "scenes.mcap")
    job = Job(record(camera(1)), tmp_path / "out.mcap", outputs=("depth",), settings=Settings(resolution=64))
    replay(job, reconstructor)
    assert (tmp_path / "out.mcap").is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["scenes.mcap"]


def test_voxels_for_foxglove_are_those_of_the_grid(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    from svr_ros.labels import COLORS
    from svr_ros.replay import messages
    from svr_ros.ros.convert.grids import message_to_grid

    output = tmp_path / "out.mcap"
    job = Job(record(camera(1)), output, outputs=("voxels", "foxglove_voxels"), settings=Settings(resolution=64))
    replay(job, reconstructor)
    with Bag(output) as bag:
        [voxels] = bag.messages(["/reconstruct/voxels"])
        [foxglove] = bag.messages(["/reconstruct/foxglove_voxels"])
        assert "uint32 slice_stride" in foxglove.connection.msgdef.data  # the file contains the schema
    grid = message_to_grid(messages.deserialize(voxels.data, "svr_ros/msg/SemanticVoxelGrid"))
    message = typestore().deserialize_cdr(foxglove.data, "foxglove_msgs/msg/VoxelGrid")
    z, y, x = grid.labels.shape
    assert (message.row_count, message.column_count) == (y, x)
    assert message.slice_stride * z == len(message.data) and message.row_stride * y == message.slice_stride
    cells = np.asarray(message.data).reshape(z, y, x, message.cell_stride)
    fields = {field.name: cells[..., field.offset] for field in message.fields}
    np.testing.assert_array_equal(fields["label"], grid.labels)
    opaque = fields["alpha"] > 0
    assert opaque.any() and not opaque.all() and set(np.unique(fields["alpha"])) == {0, 255}
    np.testing.assert_array_equal(cells[opaque][:, :3], COLORS[grid.labels[opaque]])
    assert (np.abs(grid.tsdf[opaque]) <= grid.voxel_size / 2 + grid.truncation / 127).all()
    origin = message.pose.position
    np.testing.assert_allclose([origin.x, origin.y, origin.z], grid.origin)
    assert message.frame_id == "camera_optical_frame" and message.timestamp.sec == image(0).header.stamp.sec


@pytest.mark.parametrize("size", [8, 30, 3000])
def test_recording_that_was_killed_names_the_remedy(tmp_path: Path, size: int) -> None:
    content = (Path(__file__).resolve().parents[2] / "svr_ros" / "demo" / "room.mcap").read_bytes()
    path = tmp_path / "cut.mcap"
    path.write_bytes(content[:size])
    for place in (path, tmp_path):
        with pytest.raises(InputError, match=r"truncated.*`mcap recover` restores"), Bag(place):
            pass
    path.write_bytes(bytes(size))
    with pytest.raises(InputError) as caught, Bag(path):
        pass
    assert "mcap recover" not in str(caught.value)


def test_database_with_a_topic_whose_name_is_no_text(record: Callable[..., Path]) -> None:
    [path] = [file for file in record(camera(1), plugin="SQLITE3").iterdir() if file.suffix == ".db3"]
    database = sqlite3.connect(path)
    database.execute("update topics set name=x'ff00' where id=1")
    database.commit()
    database.close()
    with pytest.raises(InputError, match=r"a topic is b'\\xff\\x00' of type '.*'; expected texts"), Bag(path):
        pass


@pytest.mark.parametrize(("plugin", "other"), [("MCAP", ".db3"), ("SQLITE3", ".mcap")])
def test_renamed_files_name_the_remedy(record: Callable[..., Path], tmp_path: Path, plugin: str, other: str) -> None:
    bag = record(camera(1), plugin=plugin)
    [file] = [path for path in bag.iterdir() if path.suffix in (".mcap", ".db3")]
    shutil.copy(file, tmp_path / f"copy{other}")
    with pytest.raises(InputError, match=f"whose name ends in {file.suffix}$"), Bag(tmp_path / f"copy{other}"):
        pass
    file.rename(bag / f"renamed{file.suffix}")
    with (
        pytest.raises(InputError, match=r"; `ros2 bag reindex .* writes a new metadata.yaml, or give one of"),
        Bag(bag),
    ):
        pass
    (bag / "metadata.yaml").write_text("rosbag2_bagfile_information: null")
    with pytest.raises(InputError, match="`ros2 bag reindex"), Bag(bag):
        pass


def test_definitions_of_other_systems_name_the_remedy(record: Callable[..., Path], tmp_path: Path) -> None:
    [file] = record(camera(1)).glob("*.mcap")
    other = tmp_path / "other.mcap"
    other.write_bytes(file.read_bytes().replace(b"ros2msg", b"ros1msg"))
    with (
        pytest.raises(InputError, match="has topics with definitions in ros1msg; expected those of ROS 2 alone"),
        Bag(other),
    ):
        pass
