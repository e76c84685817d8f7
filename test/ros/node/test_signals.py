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

"""SIGINT and SIGTERM while a node is busy: it ends in time, in one sentence, and leaves no partial file."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from sensor_msgs.msg import Image
from svr_ros.srv import MapFile, SaveMesh
from visualization_msgs.msg import MarkerArray

from svr_ros.errors import InputError
from svr_ros.open3d_loader import load_open3d
from svr_ros.ros.node import qos

from ..conftest import PATIENCE, ROOT
from .robot import good_image

STAND_INS = Path(__file__).parent / "stand_ins"

SLOW = {
    "save_map": """
from svr_ros.mapping import map_file
def slow(file, **arrays):
    file.write(b"half")
    file.flush()
    busy()
map_file.np.savez_compressed = slow
""",
    "save_mesh": """
from svr_ros.inference import files
def slow(partial):
    partial.write_bytes(b"half")
    busy()
files._mesh_content = lambda *_: slow
""",
    "transform": """
from svr_ros.ros.node import transforms
lookup = transforms.TransformBuffer.lookup
def announced(*given, **more):
    print("it takes minutes", flush=True)
    return lookup(*given, **more)
transforms.TransformBuffer.lookup = announced
""",
    "activate": """
from svr_ros.ros.node import pipeline
pipeline.Pipeline._warm_up = lambda self: busy()
""",
    "configure": """
from svr_ros.ros.node import node
node.Reconstructor = lambda *_: busy()
""",
}
"""Code that makes a part of a node take minutes, and print a word when it begins."""

NODE = """
import time
from svr_ros.ros.node.{module} import main
def busy():
    print("it takes minutes", flush=True)
    time.sleep(600)
{slow}
main()
"""

SENTENCES = {
    "save_map": "a request to the map is dropped, because the node ends",
    "save_mesh": "a file that is being written is dropped, because the node ends",
    "transform": "the image that is being processed is dropped, because the node ends",
    "activate": "cannot activate: the node ends",
    "configure": "cannot configure: the node ends",
}


class Busy:
    """A node in a process, of which a part takes minutes."""

    def __init__(self, bench, module, moment, folder, parameters):
        self.bench, self._log = bench, folder / "log.txt"
        arguments = ["--ros-args", "-r", "__node:=busy", "-r", "image:=/busy/camera"]
        arguments += [part for name, value in parameters.items() for part in ("-p", f"{name}:={value}")]
        path = os.pathsep.join([str(STAND_INS), os.environ.get("PYTHONPATH", "")])
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", NODE.format(module=module, slow=SLOW[moment]), *arguments], cwd=ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": path}, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def log(self):
        return self._log.read_text()

    def until(self, text, every=None):
        def found():
            assert self.process.poll() is None, self.log
            return text in self.log

        self.bench.wait(found, lambda: f"{text!r} in: {self.log}", every)


@pytest.fixture
def start(bench, small_weights, tmp_path):
    """Return a function that starts a node; it may write into the folder `results`."""
    started = []
    (tmp_path / "results").mkdir()

    def start(module, moment, **more):
        parameters = {
            "weights": small_weights, "device": "cpu", "resolution": 64, "fixed_hfov": 60.0, "max_age": 0.0,
            "save_directory": tmp_path / "results", "service_timeout": 600.0, "transform_timeout": 10.0, **more,
        }  # fmt: skip
        started.append(Busy(bench, module, moment, tmp_path, parameters))
        return started[-1]

    yield start
    for node in started:
        node.process.kill()
        node.process.wait(PATIENCE)


@pytest.mark.parametrize(
    ("module", "moment", "number"),
    [
        ("map_node", "save_map", signal.SIGINT),
        ("node", "save_mesh", signal.SIGTERM),
        ("node", "transform", signal.SIGINT),
        ("map_node", "transform", signal.SIGTERM),
        ("node", "activate", signal.SIGTERM),
        ("map_node", "activate", signal.SIGINT),
        ("node", "configure", signal.SIGINT),
    ],
)
def test_busy_node_ends_in_time_and_leaves_no_partial_file(bench, start, tmp_path, module, moment, number):
    # Start the node, and let it become busy
    more = {}
    if module == "map_node":
        try:
            load_open3d()
        except InputError as error:
            pytest.skip(str(error))
        more["global_frame"] = "map"
    elif moment == "transform":
        more["target_frame"] = "map"
    node = start(module, moment, **more)
    images = bench.node.create_publisher(Image, "/busy/camera", qos.result_output())
    markers = bench.listen(MarkerArray, "/busy/markers", qos.result_output())
    clients = []
    if moment.startswith("save"):
        kind, path = {"save_map": (MapFile, "room.svrmap"), "save_mesh": (SaveMesh, "room.ply")}[moment]
        clients.append(bench.node.create_client(kind, f"/busy/{moment}"))
        if moment == "save_mesh":
            bench.wait(lambda: bench.received["/busy/markers"], "a scene", lambda: images.publish(good_image()))
        bench.wait(clients[0].service_is_ready, "the service")
        if moment == "save_map":
            node.until("weights small")
        node.until("it takes minutes", lambda: clients[0].call_async(kind.Request(path=path)))
    else:
        node.until("it takes minutes", lambda: images.publish(good_image()))
    time.sleep(0.3)
    # End it
    begin = time.monotonic()
    node.process.send_signal(number)
    assert node.process.wait(PATIENCE) == 0, node.log
    seconds = time.monotonic() - begin
    print(f"{module} {moment} {number.name}: {seconds:.1f} s\n{node.log}")
    assert SENTENCES[moment] in node.log
    assert "Traceback" not in node.log and "Failed to publish" not in node.log
    assert list((tmp_path / "results").iterdir()) == []
    bench.node.destroy_publisher(images)
    bench.node.destroy_subscription(markers)
    for client in clients:
        bench.node.destroy_client(client)


INTERRUPTED = """
from svr_ros.ros.node import node
def make():
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as error:
        raise SystemError("<built-in method> returned a result with an exception set") from error
node.main(make=make)
"""


def test_interruption_within_the_constructor_of_a_message_ends_the_node(bench):
    """The C++ code of rclpy, which calls the constructor, makes a SystemError of KeyboardInterrupt."""
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
