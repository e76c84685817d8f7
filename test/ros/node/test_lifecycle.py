"""Lifecycle of a node in this process, where failures of memory and resources can be simulated."""

import array
import threading

import pytest

pytest.importorskip("rclpy")

import torch
from rclpy.executors import SingleThreadedExecutor
from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.parameter import Parameter
from sensor_msgs.msg import CameraInfo, Image
from svr_ros.msg import SemanticVoxelGrid

from svr_ros.geometry.camera import Camera
from svr_ros.ros.node import qos
from svr_ros.ros.node.node import ReconstructNode

CAMERA = Camera.from_hfov(64, 48, 1.2)
SUCCESS, FAILURE, ERROR = (getattr(TransitionCallbackReturn, name) for name in ("SUCCESS", "FAILURE", "ERROR"))


class Faulty(ReconstructNode):
    """A node with simulated failures."""

    broken = False

    @property
    def decoder(self):
        return self._reconstructor._model.decoder

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
        thread = threading.Thread(target=executor.spin, daemon=True)
        made.append((node, executor, thread))
        if spin:
            thread.start()
        return node

    yield make
    for node, executor, thread in made:
        executor.shutdown()
        if thread.ident:
            thread.join()
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


def test_an_input_that_cannot_be_opened_leaves_no_other_open(make):
    """The QoS of the second input is invalid: the first one is closed again."""
    node = make(**{"qos_overrides./camera_info.subscription.reliability": "nonsense"})
    assert node.trigger_configure() == SUCCESS
    before = topics(node)
    for _ in range(2):
        assert node.trigger_activate() == FAILURE
        assert node.state == "inactive" and topics(node) == before


def test_cleanup_releases_the_resources_of_configure(make):
    node = make()
    before = topics(node)
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    assert node.trigger_deactivate() == SUCCESS
    assert node.trigger_cleanup() == SUCCESS
    assert topics(node) == before


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
    images = bench.node.create_publisher(Image, "/image", qos.sensor_input())
    infos = bench.node.create_publisher(CameraInfo, "/camera_info", qos.sensor_input())
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
