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

"""Lifecycle of a node in this process, where failures of memory and resources can be simulated."""

import array
import threading
import time

import pytest

pytest.importorskip("rclpy")

import torch
from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.executors import SingleThreadedExecutor
from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.parameter import Parameter
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import CameraInfo, Image
from svr_ros.msg import SemanticVoxelGrid

from svr_ros import precision
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference import files
from svr_ros.ros.node import node as node_module
from svr_ros.ros.node import qos
from svr_ros.ros.node.node import ReconstructNode
from svr_ros.ros.node.outputs import Outputs

from ..conftest import PATIENCE

CAMERA = Camera.from_hfov(64, 48, 1.2)
SUCCESS, FAILURE, ERROR = (getattr(TransitionCallbackReturn, name) for name in ("SUCCESS", "FAILURE", "ERROR"))


class Faulty(ReconstructNode):
    """A node with simulated failures."""

    broken = False

    @property
    def decoder(self):
        return self._reconstructor._backend.decoder

    @property
    def state(self):
        return self._state_machine.current_state[1]

    def full(self):
        """Simulate a lack of memory in the decoder until the returned hook is removed."""

        def fail(*_):
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

        return self.decoder.latent.register_forward_hook(fail)

    def _close(self, timeout=None):
        super()._close(timeout)
        if self.broken:
            raise RuntimeError("it is broken")


@pytest.fixture
def make(bench, small_weights):
    """Return a function that creates a node, whose callbacks run in a thread if it spins."""
    made = []

    def make(spin=False, **settings):
        settings = {"weights": str(small_weights), "device": "cpu", "resolution": 64, "autostart": False, **settings}
        overrides = [Parameter(name, value=value) for name, value in settings.items()]
        node = Faulty("inside", parameter_overrides=overrides)
        executor = SingleThreadedExecutor()
        executor.add_node(node)
        ended = threading.Event()

        def spin_until_the_end():
            while not ended.is_set():
                executor.spin_once(timeout_sec=0.1)

        thread = threading.Thread(target=spin_until_the_end, daemon=True)
        made.append((node, executor, thread, ended))
        if spin:
            thread.start()
        return node

    yield make
    for node, executor, thread, ended in made:
        # An executor that is shut down by one thread while another spins may wait forever for the destroyed guard.
        ended.set()
        if thread.ident:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the executor did not end"
        executor.shutdown()
        node.broken = False
        node.destroy_node()


def topics(node):
    return {one.topic_name for one in (*node.publishers, *node.subscriptions)}


def test_failed_activation_leaves_the_node_inactive_and_can_be_repeated(make):
    node = make()
    assert node.trigger_configure() == SUCCESS
    full, before = node.full(), topics(node)
    assert node.trigger_activate() == FAILURE
    assert node.state == "inactive" and topics(node) == before
    full.remove()
    assert node.trigger_activate() == SUCCESS
    assert node.state == "active" and topics(node) > before


def test_a_transition_that_succeeds_ends_the_error_of_the_one_that_failed(make):
    node = make(**{"qos_overrides./camera_info.subscription.reliability": "nonsense"})
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == FAILURE
    assert node._statistics.problem()[0] == DiagnosticStatus.ERROR
    assert node.trigger_cleanup() == SUCCESS
    assert node._statistics.problem() == (DiagnosticStatus.OK, "")


def test_an_input_that_cannot_be_opened_leaves_no_other_open(make):
    """The QoS of the second input is invalid: the first one is closed again."""
    node = make(**{"qos_overrides./camera_info.subscription.reliability": "nonsense"})
    assert node.trigger_configure() == SUCCESS
    before, threads = topics(node), set(threading.enumerate())
    for _ in range(2):
        assert node.trigger_activate() == FAILURE
        assert node.state == "inactive" and topics(node) == before
        assert set(threading.enumerate()) <= threads


def test_cleanup_releases_the_resources_of_configure(make):
    node = make()
    before = topics(node)
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    assert node.trigger_deactivate() == SUCCESS
    assert node.trigger_cleanup() == SUCCESS
    assert topics(node) == before


def test_cleanup_releases_a_pipeline_that_has_ended_after_the_deactivation(make):
    """It would keep the weights in memory until the next activation."""
    node = make()
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    pipeline = node._pipeline
    assert node.trigger_deactivate() == SUCCESS
    node._previous = pipeline  # as if it had not ended in time
    assert node.trigger_cleanup() == SUCCESS
    assert node._previous is None


def test_an_error_leads_back_to_unconfigured_from_where_all_works_again(make):
    node = make()
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    node.broken = True
    assert node.trigger_deactivate() == ERROR
    assert node.state == "unconfigured"
    node.broken = False
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS


def test_without_memory_an_image_is_dropped_and_the_next_takes_less(bench, make):
    node = make(spin=True)
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    image = Image(width=CAMERA.width, height=CAMERA.height, encoding="rgb8", step=3 * CAMERA.width)
    image.data = array.array("B", bytes(image.step * image.height))
    info = CameraInfo(width=CAMERA.width, height=CAMERA.height, k=CAMERA.K.ravel().tolist())
    images = bench.node.create_publisher(Image, "/image", qos_profile_sensor_data)
    infos = bench.node.create_publisher(CameraInfo, "/camera_info", qos_profile_sensor_data)
    came = bench.received
    bench.listen(SemanticVoxelGrid, "/inside/voxels", qos.result_output())

    def publish():
        infos.publish(info)
        images.publish(image)

    def dropped():
        return int(node._status().values["dropped: out of memory"])

    bench.wait(lambda: came["/inside/voxels"], "a scene", publish)
    most = node._reconstructor.batch_bytes
    full = node.full()
    bench.wait(dropped, "an image that is dropped", publish)
    full.remove()
    assert node._reconstructor.batch_bytes < most
    assert "out of memory on cpu (CUDA out of memory)" in node._status().values["last error"]
    came["/inside/voxels"].clear()
    bench.wait(lambda: came["/inside/voxels"], "a scene", publish)
    for publisher in (images, infos):
        bench.node.destroy_publisher(publisher)


@pytest.fixture
def send(bench):
    """Return a function that publishes an image and its CameraInfo."""
    image = Image(width=CAMERA.width, height=CAMERA.height, encoding="rgb8", step=3 * CAMERA.width)
    image.data = array.array("B", bytes(image.step * image.height))
    info = CameraInfo(width=CAMERA.width, height=CAMERA.height, k=CAMERA.K.ravel().tolist())
    images = bench.node.create_publisher(Image, "/image", qos.result_output())
    infos = bench.node.create_publisher(CameraInfo, "/camera_info", qos.result_output())

    def publish():
        infos.publish(info)
        images.publish(image)

    yield publish
    for publisher in (images, infos):
        bench.node.destroy_publisher(publisher)


def test_an_image_that_takes_minutes_does_not_block_the_deactivation(bench, make, send, monkeypatch):
    """Its result is discarded, and the node is active again only after it has ended: inference has one thread."""
    monkeypatch.setattr(node_module, "_DEACTIVATION_TIMEOUT", 0.3)
    node = make(spin=True)
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    entered, released, ended = threading.Event(), threading.Event(), threading.Event()
    inputs = node._pipeline._inputs
    decode = inputs.decode

    def slowly(*given):
        entered.set()
        released.wait(60)
        ended.set()
        return decode(*given)

    inputs.decode = slowly
    bench.wait(entered.is_set, "an image", send)
    assert node.trigger_deactivate() == SUCCESS
    assert node.trigger_activate() == FAILURE
    assert not ended.is_set()
    assert "still being processed; expected a later activation" in node._status().message
    assert node._status().level == DiagnosticStatus.ERROR
    released.set()
    monkeypatch.setattr(node_module, "_DEACTIVATION_TIMEOUT", 60.0)
    assert node.trigger_activate() == SUCCESS
    assert node._status().values["dropped: failed"] == "0"


def test_an_image_is_reconstructed_while_the_one_before_is_published(bench, make, send, monkeypatch):
    """The order is kept, and scenes after a deactivation are not published."""
    node = make(spin=True)
    bench.listen(SemanticVoxelGrid, "/inside/voxels", qos.result_output())
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    reconstruct, publish = node._reconstructor.reconstruct, node._outputs.publish
    made, published, released = [], [], threading.Event()

    def record(*given):
        made.append(reconstruct(*given))
        return made[-1]

    def slowly(names, results):
        published.append(results.reconstruction)
        assert released.wait(60)
        publish(names, results)

    monkeypatch.setattr(node._reconstructor, "reconstruct", record)
    monkeypatch.setattr(node._outputs, "publish", slowly)
    bench.wait(lambda: len(made) == 2, "a second scene", send)
    for _ in range(5):
        send()
    time.sleep(0.3)
    assert len(made) == 2 and [each is made[0] for each in published] == [True]
    released.set()
    bench.wait(lambda: len(published) >= 3, "more scenes", send)
    assert all(each is other for each, other in zip(published, made, strict=False))
    released.clear()
    count = len(published)
    bench.wait(lambda: len(published) > count and len(made) > len(published), "a scene that waits", send)
    assert node.trigger_deactivate() == SUCCESS  # the last one is being published, and another waits
    count = len(published)
    released.set()
    assert node.trigger_activate() == SUCCESS
    assert len(published) == count
    assert node._status().values["dropped: failed"] == "0"


def test_a_shortage_of_memory_in_the_messages_is_counted_as_one(bench, make, send, monkeypatch):
    node = make(spin=True)
    bench.listen(SemanticVoxelGrid, "/inside/voxels", qos.result_output())
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS

    def fail(*_):
        raise RuntimeError(
            "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: 7"
        )

    monkeypatch.setattr(node._outputs, "publish", fail)
    bench.wait(lambda: int(node._status().values["dropped: out of memory"]), "a dropped image", send)
    assert node._status().message == "out of memory (can't allocate memory: 7)"


def test_a_camera_that_sees_more_than_the_weights_is_reported_in_percent(bench, make, send, monkeypatch):
    node = make(spin=True)
    warnings = []
    monkeypatch.setattr(node.get_logger(), "warning", lambda text, **_: warnings.append(text))
    bench.listen(SemanticVoxelGrid, "/inside/voxels", qos.result_output())
    assert node.trigger_configure() == SUCCESS
    assert node._status().values["view of the weights"] == "57 x 45 degrees, 1 to 4 m"
    assert node.trigger_activate() == SUCCESS
    bench.wait(lambda: "pixels outside the view (%)" in node._status().values, "an image", send)
    percent = node._status().values["pixels outside the view (%)"]
    assert 30 < int(percent) < 50
    sentence = f"{percent}% of the camera's pixels are outside of the view of the weights, 57 x 45 degrees, 1 to 4 m"
    bench.wait(lambda: sentence in warnings, "the warning")


def test_a_lifecycle_manager_hears_a_heartbeat_while_the_node_is_active(bench, make):
    """Nav2's lifecycle manager brings its nodes down if the node's name is not on the topic bond."""
    messages = pytest.importorskip("bond.msg", reason="NOT TESTED: the package bond is not installed")
    heard = bench.received
    subscription = bench.listen(messages.Status, "/bond", 10)
    node = make(spin=True)
    before = topics(node)
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    bench.wait(lambda: len(heard["/bond"]) > 20, "heartbeats")
    assert {(one.id, one.active) for one in heard["/bond"]} == {("inside", True)}
    assert len({one.instance_id for one in heard["/bond"]}) == 1
    assert node.trigger_deactivate() == SUCCESS
    bench.wait(lambda: not heard["/bond"][-1].active, "the end of the bond")
    assert node.trigger_cleanup() == SUCCESS
    assert topics(node) == before
    bench.node.destroy_subscription(subscription)


def test_bond_that_cannot_be_made_leaves_the_node_inactive(make, monkeypatch):
    def fail(_):
        raise InputError("no bond")

    monkeypatch.setattr(node_module, "ManagerBond", fail)
    node = make()
    before = topics(node)
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == FAILURE
    assert node._pipeline is None and node._status().values["state"] == "inactive"
    assert node.trigger_cleanup() == SUCCESS and topics(node) == before


def test_a_file_that_is_being_written_at_the_end_leaves_no_partial_file(make, tmp_path, monkeypatch):
    node = make(save_directory=str(tmp_path))
    partial = tmp_path / ".room-12345678.obj"
    partial.write_text("half")
    monkeypatch.setattr(files, "partial_files", {partial})
    writing = threading.Event()
    services = node._scene_services
    services._saving.add(services._writer.submit(writing.wait, 60))
    queued = services._writer.submit(writing.wait, 60)
    services._saving.add(queued)
    services.close(0.1)
    assert not partial.exists() and queued.cancelled()
    writing.set()


def test_precision_is_that_of_the_parameter_and_of_the_environment(make, monkeypatch):
    monkeypatch.delenv(precision.ENVIRONMENT, raising=False)
    node = make(precision="bf16")
    assert node.trigger_configure() == SUCCESS
    assert node._reconstructor.precision == node._status().values["precision"] == "bf16"
    [refused] = node.set_parameters([Parameter("precision", value="fp32")])
    assert "precision can only be changed while the node is unconfigured" in refused.reason
    assert node.trigger_cleanup() == SUCCESS
    [accepted] = node.set_parameters([Parameter("precision", value="auto")])
    assert accepted.successful
    monkeypatch.setenv(precision.ENVIRONMENT, "fp32")
    assert node.trigger_configure() == SUCCESS
    assert node._reconstructor.precision == "fp32"


def test_precision_in_the_environment_that_does_not_exist_is_a_failed_transition(make, monkeypatch):
    monkeypatch.setenv(precision.ENVIRONMENT, "half")
    node = make()
    assert node.trigger_configure() == FAILURE
    assert node._status().message == "cannot configure: SVR_PRECISION is 'half'; expected auto, fp32, bf16 or fp16"


def test_changed_minimum_score_is_published_with_the_labels(make, monkeypatch):
    node = make()
    published = []
    monkeypatch.setattr(Outputs, "publish_legends", lambda _, settings: published.append(settings.min_object_score))
    node.set_parameters([Parameter("min_object_score", value=0.1)])
    assert node.trigger_configure() == node.trigger_activate() == SUCCESS
    node.set_parameters([Parameter("min_object_score", value=0.4)])
    node.set_parameters([Parameter("min_object_score", value=0.4), Parameter("max_rate", value=1.0)])
    assert published == [0.1, 0.4]
