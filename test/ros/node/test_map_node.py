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

"""The node `map` as a process over DDS: poses, topics, services, files, bad input."""

import array
import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rclpy")

from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import Point, TransformStamped
from nav_msgs.msg import OccupancyGrid
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from std_srvs.srv import Trigger
from svr_ros.srv import MapDistance, MapFile

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.labels import Label
from svr_ros.mapping.layers import Layer
from svr_ros.open3d_loader import load_open3d
from svr_ros.ros.convert.calibration import info_from_camera
from svr_ros.ros.convert.clouds import MAP
from svr_ros.ros.node import qos

STAND_INS = Path(__file__).parent / "stand_ins"
CAMERA = Camera.from_hfov(160, 120, 1.0)
FRAME = "camera_optical_frame"
HEIGHT = 1.0
"""Height of the camera in metres above z = 0 of the map."""

VOXEL = 0.1


def start_map(start_node, folder, weights, remappings, **parameters):
    """Start a map node of a camera in front of the wall; skip if there is no Open3D."""
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    settings = {
        "weights": weights,
        "device": "cpu",
        "resolution": 64,
        "map_voxel_size": VOXEL,
        "map_rate": 30.0,
        "transform_timeout": 0.2,
        "save_directory": folder,
        **parameters,
    }
    return start_node(settings, remappings, module="map_node", path=[STAND_INS])


@pytest.fixture(scope="module")
def drive(bench, start_node, wall, tmp_path_factory):
    """Return a robot that drives towards the wall, with its map node."""
    folder = tmp_path_factory.mktemp("maps")
    remappings = ["image:=/camera/image_raw", "camera_info:=/camera/camera_info"]
    node = start_map(start_node, folder, wall[0], remappings, global_frame="odom", map_heights="0.5:0.8")
    made = Drive(bench, node, folder)
    yield made
    made.close()


class Drive:
    """Publish images, calibration and poses of a robot, and collect its map."""

    def __init__(self, bench, node, folder, name="map", camera="camera", frame="odom"):
        self.bench, self.node, self.folder, self.name, self.frame = bench, node, folder, name, frame
        create = bench.node.create_publisher
        self._images = create(Image, f"/{camera}/image_raw", qos.result_output())
        self._infos = create(CameraInfo, f"/{camera}/camera_info", qos.result_output())
        self._poses = create(TransformStamped, "/stand_in_tf", 10)
        bench.listen(PointCloud2, f"/{name}/map_points", qos.result_output())
        bench.listen(DiagnosticArray, "/diagnostics", 10)
        self.second = 100
        self.jump = 0.0

    def close(self):
        for publisher in (self._images, self._infos, self._poses):
            self.bench.node.destroy_publisher(publisher)

    def send(self, x, with_pose=True, y=0.0):
        """Publish an image from a position on the way to the wall, with a new stamp.

        The map is moved by `jump` along x against the odometry.
        """
        self.second += 1
        image = Image(width=CAMERA.width, height=CAMERA.height, encoding="rgb8", step=3 * CAMERA.width)
        image.data = array.array("B", bytes(3 * CAMERA.width * CAMERA.height))
        image.header.frame_id = FRAME
        image.header.stamp = Time(sec=self.second)
        info = info_from_camera(CAMERA)
        info.header = image.header
        if with_pose:
            odometry = TransformStamped(child_frame_id="odom")
            odometry.header.stamp, odometry.header.frame_id = image.header.stamp, self.frame
            odometry.transform.translation.x = self.jump
            self._poses.publish(odometry)
            pose = TransformStamped(child_frame_id=FRAME)
            pose.header.stamp, pose.header.frame_id = image.header.stamp, self.frame
            translation = pose.transform.translation
            translation.x, translation.y, translation.z = x, y, HEIGHT
            # REP 103: the optical axis along x, the image's right along -y
            rotation = pose.transform.rotation
            rotation.x, rotation.y, rotation.z, rotation.w = -0.5, 0.5, -0.5, 0.5
            self._poses.publish(pose)
        self._infos.publish(info)
        self._images.publish(image)

    def map_at(self, x, y=0.0):
        """Send images from a position until the map is published for one of them, and return its points."""
        clouds = self.bench.received[f"/{self.name}/map_points"]
        first = self.second

        def arrived():
            assert self.node.alive(), self.node.log
            return any(cloud.header.stamp.sec > first and cloud.width for cloud in clouds)

        self.bench.wait(arrived, lambda: f"a map; log: {self.node.log[-2000:]}", lambda: self.send(x, y=y))
        cloud = next(cloud for cloud in reversed(clouds) if cloud.width)
        assert cloud.header.frame_id == self.frame
        return np.frombuffer(cloud.data, MAP)

    def call(self, kind, name, **request):
        return self.bench.call(kind, f"/{self.name}/{name}", kind.Request(**request))


def test_wall_stands_where_the_pose_and_its_depth_say(drive, wall):
    points = drive.map_at(0.0)
    measured = points[points["layer"] == Layer.MEASURED]
    assert len(measured) > 100
    assert np.median(measured["x"]) == pytest.approx(wall[1], abs=VOXEL)
    assert abs(np.median(measured["z"]) - HEIGHT) < 0.3
    assert (measured["label"] == Label.WALL).all()
    # From nearer by, the same weights see another wall, nearer: the map has the scale of its first frame
    moved = drive.map_at(0.2)
    assert np.isfinite(moved["x"]).all()


def test_distances_are_answered(drive, wall):
    drive.map_at(0.0)
    found = drive.call(MapDistance, "distance", points=[Point(x=wall[1] - 0.5, z=HEIGHT), Point(x=-50.0)])
    assert found.success and found.message == "2 points"
    assert found.distances[0] == pytest.approx(0.5, abs=2 * VOXEL)
    assert found.labels[0] == Label.WALL
    assert list(found.layers) == [Layer.MEASURED, Layer.UNKNOWN]
    assert found.gradients[0].x < -0.8
    wrong = drive.call(MapDistance, "distance", points=[Point(x=float("nan"))])
    assert not wrong.success and "finite" in wrong.message


def test_late_subscribers_receive_the_occupancy_of_each_range(drive, wall):
    drive.map_at(0.0)
    for name in ("/map/map_occupancy", "/map/map_occupancy_1"):
        subscription = drive.bench.listen(OccupancyGrid, name, qos.latched_output())
        received = drive.bench.received[name]
        drive.bench.wait(lambda received=received: received, name)
        grid = received[0]
        assert grid.header.frame_id == "odom" and grid.info.resolution == pytest.approx(VOXEL)
        cells = np.array(grid.data).reshape(grid.info.height, grid.info.width)
        column = int((wall[1] - grid.info.origin.position.x) / VOXEL)
        row = int(-grid.info.origin.position.y / VOXEL)
        assert 100 in cells[row, column - 1 : column + 2]
        drive.bench.node.destroy_subscription(subscription)


def test_map_is_saved_cleared_and_loaded(drive, wall):
    drive.map_at(0.0)
    saved = drive.call(MapFile, "save_map", path="room.svrmap")
    assert saved.success and saved.message == str(drive.folder / "room.svrmap")
    assert drive.call(Trigger, "clear_map").success
    point = [Point(x=wall[1] - 0.5, z=HEIGHT)]
    assert np.isnan(drive.call(MapDistance, "distance", points=point).distances[0])
    assert drive.call(MapFile, "load_map", path="room.svrmap").success
    assert drive.call(MapDistance, "distance", points=point).distances[0] == pytest.approx(0.5, abs=2 * VOXEL)


@pytest.mark.parametrize(
    ("name", "path", "part"),
    [
        ("load_map", "none.svrmap", "there is no file"),
        ("load_map", "broken.svrmap", "holds no map"),
        ("load_map", "pipe.svrmap", "is not a regular file"),
        ("load_map", "../room.svrmap", "save_directory"),
        ("save_map", "room.ply", "svrmap"),
    ],
)
def test_bad_files_are_one_sentence_and_keep_the_map(drive, name, path, part):
    (drive.folder / "broken.svrmap").write_bytes(b"PK\x03\x04 broken")
    if path == "pipe.svrmap":
        os.mkfifo(drive.folder / path)
    answer = drive.call(MapFile, name, path=path)
    assert not answer.success and part in answer.message
    assert drive.node.alive()


def test_images_without_a_pose_are_dropped_with_the_reason(drive):
    drive.map_at(0.0)
    reports = drive.bench.received["/diagnostics"]
    reports.clear()

    def said():
        return any(
            "no transform from 'camera_optical_frame' to 'odom'" in status.message
            for report in reports
            for status in report.status
        )

    drive.bench.wait(said, lambda: drive.node.log[-2000:], lambda: drive.send(0.0, with_pose=False))
    values = {value.key: value.value for report in reports for status in report.status for value in status.values}
    assert int(values["map: frames"]) > 0 and int(values["dropped: no transform"]) > 0
    drive.map_at(0.0)


@pytest.fixture(scope="module")
def slam(bench, start_node, wall, tmp_path_factory):
    """Return a robot with a map in the frame of a SLAM, whose node keeps frames."""
    folder = tmp_path_factory.mktemp("slam")
    remappings = ["image:=/slam/image_raw", "camera_info:=/slam/camera_info", "__node:=slam"]
    node = start_map(
        start_node, folder, wall[0], remappings, global_frame="slam_map", map_keyframes=10, service_timeout=300.0
    )
    made = Drive(bench, node, folder, "slam", "slam", "slam_map")
    yield made
    made.close()


def test_map_is_rebuilt_after_the_slam_has_jumped(slam, wall):
    slam.map_at(0.0)
    # Odometry has drifted by half a metre towards the wall on the way to a part of it that was not in view
    points = slam.map_at(0.5, y=10.0)
    measured = points[points["layer"] == Layer.MEASURED]
    assert (measured["x"] > wall[1] + 0.3).any()
    # The SLAM moves the odometry's frame back, then the map is rebuilt
    slam.jump = -0.5
    slam.map_at(0.0, y=10.0)
    slam.bench.wait(lambda: "jumped against odom by 0.50 m" in slam.node.log, lambda: slam.node.log[-2000:])
    answer = slam.call(Trigger, "rebuild")
    assert answer.success and "rebuilt from" in answer.message
    points = slam.map_at(0.0, y=10.0)
    measured = points[points["layer"] == Layer.MEASURED]
    assert measured["x"].max() < wall[1] + 0.3
    assert measured["y"].max() > 10.5 and measured["y"].min() < -0.5


def test_rebuild_of_a_loaded_map_is_refused(slam):
    slam.map_at(0.0)
    assert slam.call(MapFile, "save_map", path="room.svrmap").success
    assert slam.call(MapFile, "load_map", path="room.svrmap").success
    answer = slam.call(Trigger, "rebuild")
    assert not answer.success and "from a file" in answer.message
    assert slam.call(Trigger, "clear_map").success
    assert slam.call(Trigger, "rebuild").success
