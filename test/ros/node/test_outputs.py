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

"""Every output of a known scene: computed for subscribers only, in the output frame, according to the settings."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from geometry_msgs.msg import Quaternion
from rclpy.executors import SingleThreadedExecutor
from rclpy.lifecycle import LifecycleNode
from rclpy.serialization import deserialize_message
from scipy.spatial.transform import Rotation
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header
from visualization_msgs.msg import MarkerArray

from svr_ros.geometry import rigid
from svr_ros.labels import Label
from svr_ros.ros.convert.clouds import cloud_to_points
from svr_ros.ros.convert.grids import message_to_grid
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.pixel_images import image_to_depth, image_to_normals
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS
from svr_ros.ros.node import qos
from svr_ros.ros.node.outputs import Outputs
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.parameters import Settings

from ..conftest import wait_until

FLOOR_Y, WALL_Z, BALL, RADIUS = 0.6, 3.5, np.array([0.1, 0.1, 2.4]), 0.4  # as the known scene has them
IMAGES = {"depth", "normals", "classes", "instances", "camera_info"}


@pytest.fixture(scope="module")
def stage():
    """Return the outputs of an active node, a listening node, and their executor."""
    context = rclpy.Context()
    rclpy.init(context=context)
    node, listener = (
        LifecycleNode("reconstruct", namespace="/outputs", context=context),
        rclpy.create_node("listener", context=context),
    )
    outputs = Outputs(node, "", TransformBuffer(node, lambda: 0.0))
    node.trigger_configure()
    node.trigger_activate()
    executor = SingleThreadedExecutor(context=context)
    for one in (node, listener):
        executor.add_node(one)
    yield outputs, listener, executor
    executor.shutdown()
    outputs.destroy()
    node.destroy_node()
    listener.destroy_node()
    context.shutdown()


@pytest.fixture
def results(reconstruction, header):
    return Results(reconstruction, header, CameraInfo(width=320, height=240), OutputFrame(header), Settings())


def made(name, results):
    """Make a message, and deserialize it if it is given as bytes."""
    message = OUTPUTS[name].make(results)
    return deserialize_message(message, OUTPUTS[name].kind) if isinstance(message, bytes) else message


def header_of(message):
    return message.markers[0].header if isinstance(message, MarkerArray) else message.header


def test_only_topics_with_subscribers_are_published(stage, results):
    outputs, listener, executor = stage
    assert outputs.subscribed() == set()
    received = {}

    def wait(condition, what, every=None):
        wait_until(condition, what, lambda: executor.spin_once(0.05), every)

    for name, output in OUTPUTS.items():

        def keep(message, name=name):
            received[name] = message

        subscription = listener.create_subscription(
            output.kind, f"/outputs/reconstruct/{name}", keep, qos.result_output()
        )
        wait(lambda name=name: outputs.subscribed() == {name}, f"the subscriber of {name}")
        wait(lambda name=name: name in received, name, lambda: outputs.publish(outputs.subscribed(), results))
        listener.destroy_subscription(subscription)
        wait(lambda: not outputs.subscribed(), f"the end of the subscriber of {name}")
    assert received.keys() == OUTPUTS.keys()
    assert all(header_of(message) == results.image_header for message in received.values())


def test_results_without_subscribers_are_not_computed(results):
    made("depth", results)
    made("voxels", results)
    assert {"grid"} == results.__dict__.keys() & {"grid", "surface", "band", "mesh", "ground", "occupancy", "obstacles"}


def test_shared_results_are_computed_once(results):
    for name in ("voxels", "markers", "surface_points", "obstacle_points", "occupancy"):
        made(name, results)
    held = dict(results.__dict__)
    for name in ("markers", "obstacle_points", "occupancy"):
        made(name, results)
    assert all(results.__dict__[name] is value for name, value in held.items())


def test_images_show_the_known_scene(results, known_scene):
    depth, labels, normals = known_scene.view(results.reconstruction.camera)
    shown = image_to_depth(made("depth", results))
    seen = np.isfinite(shown)
    assert seen.mean() > 0.5
    close = seen & (np.abs(shown - depth) < 0.05)
    assert close.sum() > 0.98 * seen.sum()
    found = image_to_normals(made("normals", results))
    assert (np.isfinite(found).all(-1) == seen).all()
    cosine = (found * normals).sum(-1)[close]
    assert np.degrees(np.arccos(np.median(cosine))) < 1.5
    classes = made("classes", results)
    ids = np.frombuffer(classes.data, np.uint8).reshape(classes.height, classes.width)
    assert ((ids == 255) == ~seen).all()
    assert (ids == labels)[seen].mean() > 0.98


def test_surface_points_lie_on_the_known_scene(results, known_scene):
    points = cloud_to_points(made("surface_points", results))
    assert np.percentile(np.abs(known_scene.signed(points.points)), 99) < 0.01
    floor = points.normals[points.labels == Label.FLOOR]
    np.testing.assert_allclose(np.median(floor, 0), (0, -1, 0), atol=1e-3)


def test_classes_and_confidence_choose_what_is_published(results):
    settings = replace(results.settings, published_classes="chair, wall", max_points=5000)
    chosen = replace(results, settings=settings)
    for name in ("surface_points", "tsdf_points", "obstacle_points"):
        labels = cloud_to_points(made(name, chosen)).labels
        assert set(labels) == {Label.CHAIR, Label.WALL}, name
        assert len(labels) <= 5000
    markers = made("markers", chosen).markers
    assert {marker.ns for marker in markers if marker.points} == {"chair", "wall"}
    everything = made("mesh", results)
    assert 0 < len(made("mesh", chosen).points) < len(everything.points) <= 3 * 20000
    assert set(np.unique(message_to_grid(made("voxels", chosen)).labels)) >= {Label.FLOOR, Label.CHAIR}
    none = replace(results, settings=replace(results.settings, min_confidence=1.1))
    assert all(made(name, none).width == 0 for name in ("surface_points", "tsdf_points", "obstacle_points"))


def test_obstacles_stand_between_the_heights(results):
    points = cloud_to_points(made("obstacle_points", results))
    height = FLOOR_Y - points.points[:, 1]
    assert len(points.points) > 200
    assert 0.1 - 0.01 < height.min() < 0.2 and height.max() < 1.81
    assert set(points.labels) == {Label.CHAIR, Label.WALL}
    # One per voxel: at most one in each cube of the floor's frame, which is level here.
    cubes = np.floor(np.stack([points.points[:, 2], -points.points[:, 0], height], -1) / 0.05 + 1e-4)
    assert len(np.unique(cubes, axis=0)) > 0.97 * len(cubes)


def cells_of(message):
    """Return the centres of a map's cells in its header's frame, [rows, columns, 3], and their values."""
    info = message.info
    values = np.array(message.data, np.int8).reshape(info.height, info.width)
    x, y = np.meshgrid(np.arange(info.width) + 0.5, np.arange(info.height) + 0.5)
    position, turn = info.origin.position, info.origin.orientation
    plane = np.stack([x, y, np.zeros_like(x)], -1) * info.resolution
    rotation = Rotation.from_quat([turn.x, turn.y, turn.z, turn.w]).as_matrix()
    return plane @ rotation.T + [position.x, position.y, position.z], values


def judge(camera_points, values):
    """Compare a map with the known scene, given the cells' centres in the optical frame."""
    x, _, z = np.moveaxis(camera_points, -1, 0)
    away = np.hypot(x - BALL[0], z - BALL[2])
    assert (values[away < RADIUS - 0.05] == 100).all()
    assert not (values[(away > RADIUS + 0.1) & (z < WALL_Z - 0.1)] == 100).any()
    middle = (np.abs(x) < 0.3 * z) & (z < 1.9) & (z > 1.6)
    assert middle.sum() > 100 and (values[middle] == 0).all()
    assert (values[z < 0.9] == -1).all()
    assert (values[np.abs(x) > 0.6 * z] == -1).all()
    assert (values[(np.abs(x) < 0.3 * z) & (np.abs(z - WALL_Z) < 0.02)] == 100).all()


def test_occupancy_without_a_target_frame_lies_on_the_floor(results, over_the_wire):
    message = over_the_wire(made("occupancy", results))
    centres, values = cells_of(message)
    assert message.info.resolution == pytest.approx(0.05)
    assert message.info.map_load_time == message.header.stamp
    np.testing.assert_allclose(centres[..., 1], FLOOR_Y, atol=0.01)
    judge(centres, values)


@pytest.fixture
def in_base(results):
    """Return the results in a rotated and translated frame on the floor: x ahead, y left, z up."""
    optical = Rotation.from_matrix([[0, 0, 1], [-1, 0, 0], [0, -1, 0]])
    turned = Rotation.from_euler("z", 30, degrees=True) * optical
    header = Header(stamp=results.image_header.stamp, frame_id="base_footprint")
    base_from_camera = rigid.pose(turned.as_matrix(), [2.0, -1.0, FLOOR_Y])
    return replace(results, output_frame=OutputFrame(header, base_from_camera, upright=True))


def to_camera(points):
    """Invert the transform of in_base by hand."""
    cos, sin = np.cos(np.radians(30)), np.sin(np.radians(30))
    x, y, z = np.moveaxis(points - [2.0, -1.0, FLOOR_Y], -1, 0)
    ahead, left = cos * x + sin * y, -sin * x + cos * y
    return np.stack([-left, -z, ahead], -1)


def test_results_in_a_target_frame(in_base, known_scene):
    for name in OUTPUTS.keys() - IMAGES:
        one = header_of(made(name, in_base))
        assert (one.frame_id, one.stamp) == ("base_footprint", in_base.image_header.stamp), name
    for name in IMAGES:
        assert header_of(made(name, in_base)) == in_base.image_header
    points = cloud_to_points(made("surface_points", in_base))
    assert np.percentile(np.abs(known_scene.signed(to_camera(points.points))), 99) < 0.01
    floor = points.labels == Label.FLOOR
    np.testing.assert_allclose(points.points[floor, 2], 0, atol=0.01)
    np.testing.assert_allclose(np.median(points.normals[floor], 0), (0, 0, 1), atol=1e-3)
    corners = np.array([(p.x, p.y, p.z) for p in made("mesh", in_base).points])
    assert np.percentile(np.abs(known_scene.signed(to_camera(corners))), 95) < 0.02


def test_voxels_and_map_are_level_in_a_target_frame(in_base, known_scene):
    grid = message_to_grid(made("voxels", in_base))
    layers, rows, columns = grid.labels.shape
    z, y, x = np.meshgrid(*(np.arange(side) + 0.5 for side in (layers, rows, columns)), indexing="ij")
    places = to_camera(grid.origin + np.stack([x, y, z], -1) * grid.voxel_size)
    observed = grid.labels != 255
    expected = known_scene.signed(places).clip(-0.2, 0.2)
    assert np.percentile(np.abs(grid.tsdf - expected)[observed], 99) < 0.02
    message = made("occupancy", in_base)
    assert message.info.origin.orientation == Quaternion(x=0.0, y=0.0, z=0.0, w=1.0)
    assert message.info.origin.position.z == 0
    centres, values = cells_of(message)
    judge(to_camera(centres), values)


@pytest.mark.parametrize(("distance", "steps"), [(50e3, None), (5e6, "0.5")])
def test_frames_whose_origin_is_far_get_a_warning(stage, distance, steps, monkeypatch):
    outputs, warnings = stage[0], []
    far = OutputFrame(Header(frame_id="utm"), rigid.pose(np.eye(3), [distance, 0, 300]))
    monkeypatch.setattr(outputs._frames, "lookup", lambda _: far)
    monkeypatch.setattr(
        type(outputs._node.get_logger()), "warning", lambda _, sentence, **more: warnings.append(sentence)
    )
    assert outputs.lookup_frame(Header()) is far
    expected = f"the camera is 5000 km from the origin of utm, where coordinates of 32 bits have steps of {steps} m"
    assert [one.partition(";")[0] for one in warnings] == ([expected] if steps else [])
