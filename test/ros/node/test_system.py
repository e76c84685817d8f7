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

"""Two nodes as processes in two namespaces, over DDS: changes and failures while their cameras run."""

import array
import re
import signal

import pytest

pytest.importorskip("rclpy")

from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import State, Transition
from lifecycle_msgs.srv import ChangeState, GetState
from rcl_interfaces.srv import SetParameters, SetParametersAtomically
from rclpy.parameter import Parameter
from rclpy.qos import qos_profile_sensor_data
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, Image
from std_srvs.srv import SetBool, Trigger
from svr_ros.msg import ClassLegend
from svr_ros.srv import SaveMesh

from svr_ros.geometry.camera import Camera
from svr_ros.ros.node import qos
from svr_ros.ros.node.outputs import OUTPUTS

from ..conftest import PATIENCE

CAMERA = Camera.from_hfov(64, 48, 1.2)


class Eye:
    """A simulated camera at 20 Hz, whose stamps increase by a constant step."""

    def __init__(self, bench, name):
        self.bench, self.name = bench, name
        self.image = Image(width=CAMERA.width, height=CAMERA.height, encoding="rgb8", step=3 * CAMERA.width)
        self.image.data = array.array("B", bytes(range(192)) * CAMERA.height)
        self.info = CameraInfo(width=CAMERA.width, height=CAMERA.height, k=CAMERA.K.ravel().tolist())
        self.image.header.frame_id = self.info.header.frame_id = f"{name}_optical_frame"
        self.images = bench.node.create_publisher(Image, f"/{name}/image", qos_profile_sensor_data)
        self.infos = bench.node.create_publisher(CameraInfo, f"/{name}/camera_info", qos_profile_sensor_data)
        self.clock = bench.node.create_publisher(Clock, "/clock", 1)
        self.step = 1000  # milliseconds
        self.timer = bench.node.create_timer(0.05, self.publish)
        self.timer.cancel()
        self.outputs = {
            topic: bench.listen(output.kind, self.topic(topic), qos.result_output())
            for topic, output in OUTPUTS.items()
        }

    def close(self):
        """Remove the camera, which nodes of other files would find."""
        self.bench.node.destroy_timer(self.timer)
        for publisher in (self.images, self.infos, self.clock):
            self.bench.node.destroy_publisher(publisher)

    def topic(self, output):
        return f"/{self.name}/reconstruct/{output}"

    def publish(self):
        self.step += 50
        stamp = Time(sec=self.step // 1000, nanosec=self.step % 1000 * 1_000_000)
        self.clock.publish(Clock(clock=stamp))
        self.image.header.stamp = self.info.header.stamp = stamp
        self.infos.publish(self.info)
        self.images.publish(self.image)

    def new(self, output="voxels", count=1):
        """Wait for `count` messages of future images and return the last one."""
        begin = self.step
        self.bench.received[self.topic(output)].clear()
        self.bench.wait(lambda: len(self.since(begin, output)) >= count, f"{output} of {self.name}")
        return self.since(begin, output)[-1]

    def since(self, step, output="voxels"):
        """Return the messages of images stamped after a step."""
        return [message for message in self.bench.received[self.topic(output)] if milliseconds(message) > step]

    def run(self, duration):
        """Publish images for a duration in milliseconds of their stamps."""
        end = self.step + duration
        self.bench.wait(lambda: self.step > end, f"{duration} ms of images")

    def call(self, kind, name, request):
        return self.bench.call(kind, f"/{self.name}/reconstruct/{name}", request)

    def state(self):
        return self.call(GetState, "get_state", GetState.Request()).current_state.id

    def change(self, transition):
        return self.call(ChangeState, "change_state", ChangeState.Request(transition=Transition(id=transition))).success

    def set(self, **values):
        """Return whether each parameter was accepted, and why not."""
        return [(one.successful, one.reason) for one in self._ask(SetParameters, "set_parameters", values).results]

    def set_together(self, **values):
        """Return whether all parameters were accepted, and why none was."""
        answer = self._ask(SetParametersAtomically, "set_parameters_atomically", values).result
        return answer.successful, answer.reason

    def _ask(self, kind, name, values):
        asked = [Parameter(name, value=value).to_parameter_msg() for name, value in values.items()]
        return self.call(kind, name, kind.Request(parameters=asked))

    def status(self, condition, what):
        """Wait until the latest status of this node meets the condition; return its values."""
        self.bench.received["/diagnostics"].clear()

        def newest():
            found = [one for array in self.bench.received["/diagnostics"] for one in array.status]
            return [one for one in found if one.hardware_id == f"/{self.name}/reconstruct"][-1:]

        self.bench.wait(lambda: newest() and condition(newest()[0]), what)
        return {pair.key: pair.value for pair in newest()[0].values}


def header(message):
    return message.markers[0].header if hasattr(message, "markers") else message.header


def milliseconds(message):
    stamp = header(message).stamp
    return stamp.sec * 1000 + stamp.nanosec // 1_000_000


@pytest.fixture(scope="module")
def start(bench, start_node, small_weights, tmp_path_factory):
    """Return a function that starts the node of a camera with small weights."""
    folder = tmp_path_factory.mktemp("robot")
    bench.listen(DiagnosticArray, "/diagnostics", 10)
    settings = {
        "weights": small_weights,
        "device": "cpu",
        "resolution": 64,
        "input_timeout": 1.0,
        "service_timeout": 120.0,
        "save_directory": folder,
    }

    def start(name, **more):
        return start_node({**settings, "save_directory": folder, **more}, [f"__ns:=/{name}"])

    start.folder = folder
    return start


@pytest.fixture(scope="module")
def rear(bench, start):
    made = Eye(bench, "rear")
    start("rear", use_sim_time=True, max_age=1.0)
    yield made
    made.close()


@pytest.fixture(scope="module")
def front(bench, start, rear):
    """Return the running front camera; its node is the attribute `process`."""
    made = Eye(bench, "front")
    made.process = start("front")
    made.timer.reset()
    yield made
    made.close()


def test_two_nodes_in_two_namespaces_process_their_own_camera(bench, front, rear):
    front.new()
    rear.timer.reset()
    rear.new()
    for eye in (front, rear):
        came = {topic: bench.received[eye.topic(topic)] for topic in OUTPUTS}
        bench.wait(lambda came=came: all(came.values()), lambda came=came: [name for name in came if not came[name]])
        assert {header(message).frame_id for each in came.values() for message in each} == {f"{eye.name}_optical_frame"}
        # From now on each node has one output to make.
        for topic in OUTPUTS.keys() - {"voxels"}:
            bench.node.destroy_subscription(eye.outputs[topic])
    rear.timer.cancel()


def test_simulated_time_may_jump_back(rear):
    rear.timer.reset()
    rear.step = 500_000
    assert milliseconds(rear.new()) > 500_000
    rear.step = 2_000
    assert milliseconds(rear.new(count=3)) < 500_000
    rear.timer.cancel()


def test_parameters_change_while_images_are_processed(front):
    sizes = set()
    for size, resolution in ((0.1, 80), (0.2, 64), (0.3, 96)):
        assert front.set(voxel_size=size, resolution=resolution) == [(True, "")] * 2
        # An image in progress during the change may still be published with the old parameters.
        sizes.add(round(front.new(count=2).voxel_size, 3))
    assert sizes == {0.1, 0.2, 0.3}
    assert not front.set_together(voxel_size=0.5, resolution=100)[0]
    refused = "min_obstacle_height is 2 and max_obstacle_height 1.8 m; expected the first below the second"
    assert front.set_together(voxel_size=0.5, min_obstacle_height=2.0) == (False, refused)
    refused = "weights can only be changed while the node is unconfigured; deactivate and clean up first"
    assert front.set_together(voxel_size=0.5, weights="other") == (False, refused)
    assert front.new(count=2).voxel_size == pytest.approx(0.3)
    assert front.set_together(voxel_size=0.1, resolution=64) == (True, "")
    assert front.new(count=2).voxel_size == pytest.approx(0.1)


def test_the_lifecycle_runs_while_images_come(front):
    for _ in range(2):
        assert front.change(Transition.TRANSITION_DEACTIVATE)
        assert front.state() == State.PRIMARY_STATE_INACTIVE
        begin = front.step
        front.run(500)
        assert not front.since(begin)
        assert front.change(Transition.TRANSITION_CLEANUP)
        assert front.state() == State.PRIMARY_STATE_UNCONFIGURED
        assert front.change(Transition.TRANSITION_CONFIGURE)
        assert front.change(Transition.TRANSITION_ACTIVATE)
        front.new()
    assert front.state() == State.PRIMARY_STATE_ACTIVE
    assert "Traceback" not in front.process.log


def test_the_stream_is_switched_off_and_on_and_asked_for_one_scene(front):
    answer = front.call(SetBool, "enable", SetBool.Request(data=False))
    assert (answer.success, answer.message) == (True, "images are reconstructed by ~/reconstruct only")
    begin = front.step
    values = front.status(lambda one: value(one, "enabled") == "false" and int(value(one, "dropped: disabled")), "off")
    front.run(500)
    assert float(values["rate in (Hz)"]) > 0
    assert not front.since(begin)
    answer = front.call(Trigger, "reconstruct", Trigger.Request())
    assert answer.success and re.match(r"scene published \d+\.\d\d s after its image arrived$", answer.message)
    front.bench.wait(lambda: front.since(begin), "the scene that was asked for")
    front.run(500)
    assert len(front.since(begin)) == 1
    assert front.call(SetBool, "enable", SetBool.Request(data=True)).success
    front.new()


def value(status, key):
    return next(pair.value for pair in status.values if pair.key == key)


def test_one_scene_is_made_although_the_rate_forbids_it(front):
    assert front.set(max_rate=0.001) == [(True, "")]
    for _ in range(2):
        begin = front.step
        assert front.call(Trigger, "reconstruct", Trigger.Request()).success
        front.bench.wait(lambda begin=begin: front.since(begin), "the scene that was asked for")
    assert front.set(max_rate=0.0) == [(True, "")]
    front.new()


def test_the_newest_scene_is_saved_within_its_folder(front, start):
    for name in ("room.ply", "room.npz"):
        answer = front.call(SaveMesh, "save_mesh", SaveMesh.Request(path=name))
        assert (answer.success, answer.message) == (True, str((start.folder / name).resolve()))
        assert (start.folder / name).stat().st_size > 1000
    answer = front.call(SaveMesh, "save_mesh", SaveMesh.Request(path="../room.ply"))
    assert not answer.success and "the parameter save_directory" in answer.message
    assert sorted(path.name for path in start.folder.iterdir()) == ["room.npz", "room.ply"]


def test_a_camera_that_stops_is_a_warning_until_it_returns(front):
    front.timer.cancel()
    assert front.set(service_timeout=0.3) == [(True, "")]
    front.status(lambda one: one.level == DiagnosticStatus.WARN and "no message on /front/image" in one.message, "WARN")
    answer = front.call(Trigger, "reconstruct", Trigger.Request())
    assert not answer.success
    assert answer.message.startswith("no answer within 0.3 s: no message on /front/image in the last 1 s: published by")
    assert front.set(service_timeout=120.0) == [(True, "")]
    front.timer.reset()
    front.status(lambda one: one.level == DiagnosticStatus.OK and one.message == "active", "OK")
    front.new()


def test_a_node_that_is_not_active_says_so(front):
    assert front.change(Transition.TRANSITION_DEACTIVATE)
    answer = front.call(Trigger, "reconstruct", Trigger.Request())
    assert not answer.success
    assert answer.message == "the node is not active; expected configure and activate first"
    assert front.call(SaveMesh, "save_mesh", SaveMesh.Request(path="last.ply")).success
    assert front.change(Transition.TRANSITION_CLEANUP)
    answer = front.call(SaveMesh, "save_mesh", SaveMesh.Request(path="last.ply"))
    assert not answer.success and answer.message.startswith("there is no scene to save yet")


def test_a_restart_in_the_middle_goes_on_where_it_was(bench, front, start):
    """The node is killed, as in a power failure; a new one serves the same subscribers."""
    front.process.process.send_signal(signal.SIGKILL)
    front.process.process.wait(PATIENCE)
    bench.listen(ClassLegend, front.topic("legend"), qos.latched_output())
    front.process = start("front")
    front.new()
    bench.wait(lambda: bench.received[front.topic("legend")], "the legend")
