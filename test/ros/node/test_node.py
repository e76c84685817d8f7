"""The node as a process, over DDS: a real image in, every output checked against a scene that is known."""

import array
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rclpy")

import torch
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import State, Transition
from lifecycle_msgs.srv import ChangeState, GetState
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from svr_ros.msg import ClassLegend, SemanticVoxelGrid
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import weights
from svr_ros.labels import NAMES, UNOBSERVED, Label
from svr_ros.networks.config import ModelConfig
from svr_ros.ros.convert import calibration
from svr_ros.ros.convert.clouds import cloud_to_points
from svr_ros.ros.convert.grids import message_to_grid
from svr_ros.ros.convert.pictures import image_to_depth
from svr_ros.ros.node import qos
from svr_ros.synthesis.samples import make_sample

FRAME = "head_camera_optical_frame"
OUTPUTS = {
    "/reconstruct/voxels": SemanticVoxelGrid,
    "/reconstruct/tsdf_points": PointCloud2,
    "/reconstruct/markers": MarkerArray,
    "/reconstruct/depth": Image,
    "/reconstruct/camera_info": CameraInfo,
}
VOXEL_SIZE = 0.1

_SURE = 30.0
_FIRST_SCALE = 4.0


@torch.no_grad()
def save_wall_weights(path):
    """Write weights that see a wall across the view, whatever the image shows; return its depth in metres.

    They are set by hand in the real network, so that all from pixels to messages runs as with trained weights.
    """
    model = weights.random_weights(replace(ModelConfig(), frustum=Frustum())).model()
    head = model.pixel_net.head
    head.weight.zero_()
    normals, depth, classes, _ = head.bias.zero_().split(model.pixel_net._splits)
    normals[2] = -1
    classes[Label.WALL] = _SURE
    # All depths are as likely: of looks from nearer and further away the same is said then.
    depth[:] = 0
    wall_depth = float(model.pixel_net.bin_centres.mean().exp())
    decoder = model.decoder
    for parameter in decoder.parameters():
        parameter.zero_()
    # The decoder's first offset feature is tanh(4 log(d / visible depth)). Its positive and its negative half pass the
    # ReLUs in two units; with this slope what comes out is wall_depth - d, in truncations, near the wall.
    slope = wall_depth / (_FIRST_SCALE * model.config.truncation)
    for unit, sign in ((0, 1.0), (1, -1.0)):
        decoder.offset.weight[unit, 0] = sign
        decoder.hidden.weight[unit, unit] = 1
        decoder.output.weight[0, unit] = -sign * slope
    decoder.output.bias[1 + Label.WALL] = _SURE
    weights.save(model, path)
    return wall_depth


@pytest.fixture(scope="module")
def wall(tmp_path_factory):
    """Return the path of the wall's weights and its depth."""
    path = tmp_path_factory.mktemp("weights") / "wall.safetensors"
    return path, save_wall_weights(path)


@pytest.fixture(scope="module")
def node(bench, start_node, wall):
    for topic, kind in OUTPUTS.items():
        bench.listen(kind, topic, qos.result_output())
    bench.listen(DiagnosticArray, "/diagnostics", 10)
    return start_node(
        {
            "weights": wall[0],
            "device": "cpu",
            "resolution": 64,
            "voxel_size": VOXEL_SIZE,
            "input_timeout": 1.0,
            # Larger images than shared memory holds come whole when they are sent reliably.
            "qos_overrides./camera/image_raw.subscription.reliability": "reliable",
        },
        ["image:=/camera/image_raw", "camera_info:=/camera/camera_info"],
    )


@pytest.fixture(scope="module")
def camera():
    """See more than the frustum to the sides: what lies beyond it must stay unknown."""
    return Camera.from_hfov(320, 240, np.radians(75))


@pytest.fixture(scope="module")
def picture(camera):
    """Return a rendered room as an image message, rows padded."""
    from PIL import Image as Picture

    pixels = np.asarray(Picture.fromarray(make_sample(3).image).resize((camera.width, camera.height)))
    padded = np.zeros((camera.height, camera.width * 3 + 16), np.uint8)
    padded[:, : camera.width * 3] = pixels.reshape(camera.height, -1)
    return image_message(padded, camera, "rgb8")


def image_message(rows, camera, encoding):
    message = Image(width=camera.width, height=camera.height, encoding=encoding, step=rows.shape[1])
    message.data = array.array("B", rows.tobytes())
    message.header.frame_id = FRAME
    return message


def info_message(camera):
    return CameraInfo(
        width=camera.width,
        height=camera.height,
        k=camera.K.ravel().tolist(),
        d=camera.D.tolist(),
        distortion_model=camera.distortion_model,
    )


class Feed:
    """Publish an image and its CameraInfo again and again, with a new stamp for each scene that is waited for."""

    def __init__(self, bench, image_topic="/camera/image_raw", info_topic="/camera/camera_info"):
        self.bench = bench
        self.images = bench.node.create_publisher(Image, image_topic, qos.result_output())
        self.infos = bench.node.create_publisher(CameraInfo, info_topic, qos.result_output())
        self.scene = 1000

    def until(self, condition, what, image=None, info=None):
        """Publish until the condition holds; return the stamp's seconds."""
        self.scene += 1
        for message in (image, info):
            if message is not None:
                message.header.stamp.sec, message.header.stamp.nanosec = self.scene, 42

        def publish():
            if info is not None:
                self.infos.publish(info)
            if image is not None:
                self.images.publish(image)

        self.bench.wait(condition, what, publish)
        return self.scene

    def scene_of(self, image, info):
        """Return what the node publishes for an image, by topic: one message each, all of one stamp."""
        found = {}

        def complete():
            for topic in OUTPUTS:
                for message in self.bench.received[topic]:
                    if header_of(message).stamp.sec == self.scene:
                        found.setdefault(topic, message)
            return len(found) == len(OUTPUTS)

        self.until(complete, lambda: f"{sorted(OUTPUTS.keys() - found.keys())}", image, info)
        return found


def header_of(message):
    return message.markers[0].header if isinstance(message, MarkerArray) else message.header


@pytest.fixture(scope="module")
def feed(bench, node):
    return Feed(bench)


@pytest.fixture(scope="module")
def scene(feed, picture, camera):
    return feed.scene_of(picture, info_message(camera))


def log_says(node, *sentences):
    return lambda: all(sentence in node.log for sentence in sentences) or not node.alive()


def set_parameters(bench, **values):
    """Set parameters of the node; return whether each was accepted and why not."""
    types = {
        float: ("double_value", ParameterType.PARAMETER_DOUBLE),
        str: ("string_value", ParameterType.PARAMETER_STRING),
    }
    request = SetParameters.Request()
    for name, value in values.items():
        field, kind = types[type(value)]
        request.parameters.append(Parameter(name=name, value=ParameterValue(type=kind, **{field: value})))
    return [
        (one.successful, one.reason)
        for one in bench.call(SetParameters, "/reconstruct/set_parameters", request).results
    ]


def test_silent_inputs_are_explained(bench, node):
    """Nobody publishes the image, and the CameraInfo comes under another name: both are told, with the topics."""
    other = bench.node.create_publisher(CameraInfo, "/other/camera_info", 1)
    says = log_says(
        node,
        "no message on /camera/image_raw in the last 1 s: nobody publishes it; "
        "nobody publishes any sensor_msgs/msg/Image",
        "no message on /camera/camera_info in the last 1 s: nobody publishes it; "
        "sensor_msgs/msg/CameraInfo is published on /other/camera_info",
    )
    bench.wait(says, lambda: f"the reasons in: {node.log}")
    assert node.alive()
    bench.node.destroy_publisher(other)


def test_unmatched_quality_of_service_is_explained(bench, node):
    """The node asks for a reliable image here, as its parameter says; a best-effort camera cannot serve it."""
    camera = bench.node.create_publisher(Image, "/camera/image_raw", qos.sensor_input())
    says = log_says(
        node,
        "published by /bench with QoS (best effort, volatile) and this node asks for (reliable, volatile), "
        "which do not match; see the parameters qos_overrides./camera/image_raw.subscription",
    )
    bench.wait(says, lambda: f"the reason in: {node.log}", lambda: camera.publish(Image()))
    bench.node.destroy_publisher(camera)


def test_an_image_before_its_camera_info_is_refused(feed, node, picture):
    says = log_says(node, "image came before any CameraInfo on /camera/camera_info; expected one for each image")
    feed.until(says, "the sentence", picture)
    assert node.alive()


def test_every_output_has_the_stamp_and_frame_of_the_image(scene):
    headers = [header_of(message) for message in scene.values()]
    headers += [marker.header for marker in scene["/reconstruct/markers"].markers]
    stamps = {(one.stamp.sec, one.stamp.nanosec, one.frame_id) for one in headers}
    assert len(stamps) == 1
    assert stamps.pop()[1:] == (42, FRAME)


def test_depth_is_the_wall_where_the_volume_is_seen(scene, camera, wall):
    message = scene["/reconstruct/depth"]
    assert (message.width, message.height, message.encoding) == (320, 240, "32FC1")
    depth = image_to_depth(message)
    u, v = np.meshgrid(np.arange(320), np.arange(240))
    rays = np.abs(camera.unproject(np.stack([u, v], -1)))
    beyond = np.array([Frustum().tan_x, Frustum().tan_y]) - rays
    pixel = 1 / camera.K[0, 0]
    np.testing.assert_allclose(depth[(beyond > pixel).all(-1)], wall[1], atol=0.005)
    assert np.isnan(depth[(beyond < -pixel).any(-1)]).all()


def test_camera_info_of_the_depth_is_that_of_the_image(scene, camera):
    message = scene["/reconstruct/camera_info"]
    assert calibration.camera_from_info(message) == camera


def test_points_lie_around_the_wall_and_know_their_distance(scene, wall):
    points = cloud_to_points(scene["/reconstruct/tsdf_points"])
    x, y, z = points.points.T
    truncation = weights.random_weights().config.truncation
    assert len(points.points) > 64 * 64 * 4
    assert np.abs(z - wall[1]).max() < 1.1 * truncation
    np.testing.assert_allclose(points.tsdf, wall[1] - z, atol=0.015)
    assert (np.abs(x) <= Frustum().tan_x * z + 1e-4).all()
    assert (np.abs(y) <= Frustum().tan_y * z + 1e-4).all()
    # The wall fills the view.
    assert np.ptp(x) == pytest.approx(2 * Frustum().tan_x * z.max(), rel=0.05)
    assert set(points.labels) == {Label.WALL}
    assert points.confidence.min() > 0.99


def test_voxels_hold_the_wall(scene, wall):
    message = scene["/reconstruct/voxels"]
    grid = message_to_grid(message)
    assert message.voxel_size == pytest.approx(VOXEL_SIZE)
    assert message.encoding == "raw"
    assert message.origin.orientation.w == 1
    z = grid.origin[2] + (np.arange(message.size_z) + 0.5) * VOXEL_SIZE
    middle = grid.tsdf[:, message.size_y // 2, message.size_x // 2]
    assert (grid.labels[:, message.size_y // 2, message.size_x // 2] == Label.WALL).all()
    np.testing.assert_allclose(middle, np.clip(wall[1] - z, -grid.truncation, grid.truncation), atol=0.02)
    # The grid is a box around a frustum: at the near end most of it is not observed.
    assert (grid.labels[0] == UNOBSERVED).mean() > 0.8
    assert (grid.labels[-1] == UNOBSERVED).mean() < 0.3
    # The box ends where the frustum ends: 1 to 4 m.
    np.testing.assert_allclose(grid.origin, [-2.2, -1.7, 1.0], atol=1e-6)
    assert (message.size_x, message.size_y, message.size_z) == (44, 34, 30)


def test_markers_show_the_wall_alone(scene, wall):
    markers = {marker.ns: marker for marker in scene["/reconstruct/markers"].markers}
    assert sorted(markers) == sorted(NAMES)
    assert [name for name, marker in markers.items() if marker.action == Marker.ADD] == ["wall"]
    depths = {round(point.z, 3) for point in markers["wall"].points}
    assert all(abs(depth - wall[1]) <= VOXEL_SIZE / 2 + 0.01 for depth in depths)
    assert len(markers["wall"].points) > 400


def test_legend_comes_to_those_who_come_late(bench, scene):
    bench.listen(ClassLegend, "/reconstruct/legend", qos.latched_output())
    bench.wait(lambda: bench.received["/reconstruct/legend"], "the legend")
    assert [one.name for one in bench.received["/reconstruct/legend"][0].classes] == list(NAMES)
    bench.listen(Image, "/reconstruct/legend_image", qos.latched_output())
    bench.wait(lambda: bench.received["/reconstruct/legend_image"], "the picture of the legend")


BAD_IMAGES = {
    "zero size": ({"width": 0}, "image is 0 x 240 pixels; expected at least 1 x 1"),
    "short data": (
        {"data": array.array("B", bytes(100))},
        "image holds 100 bytes; expected 234240: 240 rows of step 976",
    ),
    "small step": (
        {"step": 900, "data": array.array("B", bytes(900 * 240))},
        "image has a step of 900 bytes; expected at least 960 for 320 pixels of rgb8",
    ),
    "encoding": (
        {"encoding": "h264"},
        "image encoding is 'h264'; expected one of rgb8, rgba8, bgr8, bgra8, mono8, mono16",
    ),
}


@pytest.mark.parametrize("case", BAD_IMAGES)
def test_a_bad_image_is_refused_in_one_line(case, feed, node, scene, picture, camera):
    changes, sentence = BAD_IMAGES[case]
    bad = Image(
        header=picture.header, width=320, height=240, encoding=picture.encoding, step=picture.step, data=picture.data
    )
    for name, value in changes.items():
        setattr(bad, name, value)
    feed.until(log_says(node, sentence), sentence, bad, info_message(camera))
    assert node.alive()
    assert node.log.count(sentence) == 1


BAD_INFOS = {
    "K is zero": ({"k": [0.0] * 9}, "CameraInfo cannot be used: focal lengths in K are 0 and 0 pixels"),
    "K is NaN": ({"k": [float("nan")] * 9}, "CameraInfo cannot be used: camera matrix K is [nan, nan,"),
    "another size": (
        {"width": 640, "height": 480},
        "image is 320 x 240 pixels and its CameraInfo is for 640 x 480; expected the same size",
    ),
}


@pytest.mark.parametrize("case", BAD_INFOS)
def test_a_bad_camera_info_is_refused_in_one_line(case, feed, node, scene, picture, camera):
    changes, sentence = BAD_INFOS[case]
    bad = info_message(camera)
    for name, value in changes.items():
        setattr(bad, name, value)
    feed.until(log_says(node, sentence), sentence, picture, bad)
    assert node.alive()
    assert node.log.count(sentence) == 1


def test_diagnostics_tell_the_failure(bench, node, feed, picture, camera):
    """The last image was bad; the next good one ends the error."""

    def newest():
        return bench.received["/diagnostics"][-1].status[0]

    bench.received["/diagnostics"].clear()
    bench.wait(lambda: bench.received["/diagnostics"], "diagnostics")
    assert newest().level == DiagnosticStatus.ERROR
    assert "CameraInfo is for 640 x 480" in newest().message
    values = {pair.key: pair.value for pair in newest().values}
    assert values["state"] == "active"
    assert values["weights"].startswith("wall (")
    assert int(values["dropped: failed"]) + int(values["dropped: no camera_info"]) >= len(BAD_IMAGES) + len(BAD_INFOS)
    feed.until(lambda: newest().level == DiagnosticStatus.OK, "recovery", picture, info_message(camera))


def test_parameters_change_the_next_scene(bench, feed, scene, picture, camera):
    assert set_parameters(bench, voxel_size=0.2, voxel_encoding="zlib") == [(True, ""), (True, "")]
    message = feed.scene_of(picture, info_message(camera))["/reconstruct/voxels"]
    assert (message.voxel_size, message.encoding) == (pytest.approx(0.2), "zlib")
    assert len(message.labels) < message.size_x * message.size_y * message.size_z
    assert message_to_grid(message).labels.shape == (15, 18, 22)


def test_bad_parameters_are_rejected_with_the_reason(bench, scene):
    (accepted, reason), (accepted_too, reason_too), (accepted_last, reason_last) = set_parameters(
        bench, voxel_size=-1.0, voxel_encoding="gzip", weights="other"
    )
    assert not (accepted or accepted_too or accepted_last)
    assert "voxel_size" in reason
    assert reason_too == "voxel_encoding is 'gzip'; expected one of raw, zlib"
    assert reason_last == "weights can be changed while the node is unconfigured; deactivate and clean it up first"


def shared_memory(pid):
    """Return the DDS segments that a process has mapped; ports are shared with others and stay."""
    mapped = {line.split()[-1] for line in Path(f"/proc/{pid}/maps").read_text().splitlines()}
    return [Path(name) for name in mapped if name.startswith("/dev/shm/fastdds_") and "port" not in name]


def test_ctrl_c_twice_ends_a_busy_node(node, feed, scene, picture, camera):
    """A terminal and `ros2 launch` both pass Ctrl-C on: the second comes while the node is being destroyed."""
    end = time.monotonic() + 1.0
    feed.until(lambda: time.monotonic() > end, "a busy node", picture, info_message(camera))
    segments = shared_memory(node.process.pid)
    assert segments
    node.process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    node.process.send_signal(signal.SIGINT)
    assert node.process.wait(10) == 0
    assert "Traceback" not in node.log


def test_a_text_file_as_weights_leaves_a_node_that_can_be_configured(bench, start_node, wall, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("these are no weights")
    node = start_node({"weights": text, "device": "cpu", "resolution": 64})
    bench.wait(log_says(node, f"cannot configure: {text} is no weights file"), lambda: f"the sentence in: {node.log}")
    state = bench.call(GetState, "/reconstruct/get_state", GetState.Request()).current_state
    assert state.id == State.PRIMARY_STATE_UNCONFIGURED
    assert set_parameters(bench, weights=str(wall[0])) == [(True, "")]
    for transition, reached in (
        (Transition.TRANSITION_CONFIGURE, State.PRIMARY_STATE_INACTIVE),
        (Transition.TRANSITION_ACTIVATE, State.PRIMARY_STATE_ACTIVE),
        (Transition.TRANSITION_DEACTIVATE, State.PRIMARY_STATE_INACTIVE),
        (Transition.TRANSITION_CLEANUP, State.PRIMARY_STATE_UNCONFIGURED),
    ):
        request = ChangeState.Request(transition=Transition(id=transition))
        assert bench.call(ChangeState, "/reconstruct/change_state", request).success
        state = bench.call(GetState, "/reconstruct/get_state", GetState.Request()).current_state
        assert state.id == reached
    node.process.send_signal(signal.SIGTERM)
    assert node.process.wait(10) == 0
    assert "Traceback" not in node.log


def test_a_parameter_that_does_not_fit_ends_the_start_with_one_line(start_node):
    node = start_node({"voxel_encoding": "gzip"})
    assert node.process.wait(60) == 1
    assert "parameter voxel_encoding is 'gzip'; expected one of raw, zlib" in node.log
    assert "Traceback" not in node.log
