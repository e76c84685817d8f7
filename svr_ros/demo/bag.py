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

"""Writer and reader of short .mcap bags of one camera with compressed images, without ROS."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rosbags.rosbag2 import Reader
from scipy.spatial.transform import Rotation

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.pose import Pose
from svr_ros.replay.messages import typestore
from svr_ros.replay.recorder import Recorder
from svr_ros.replay.topics import COMPRESSED_TYPE, INFO_TYPE

BASE_TOPIC = "/camera/image_raw"
IMAGE_TOPIC = f"{BASE_TOPIC}/compressed"
INFO_TOPIC = "/camera/camera_info"
POSE_TOPIC = "/tf"
POSE_TYPE = "tf2_msgs/msg/TFMessage"

_WORLD_FRAME = "map"
_FRAME_ID = "camera_optical_frame"
_START = 1_767_225_600 * 10**9  # stamp of the first image in nanoseconds: 1 January 2026, 0:00 UTC
_PERIOD = 10**8  # nanoseconds between images
_QUALITY = 90  # of JPEG images

LEVEL = Pose(np.array([[0, -1, 0], [0, 0, -1], [1, 0, 0]], np.float64), np.array([0, 0, 1.5]))
"""Pose of a level camera 1.5 m above the floor, which looks along the x axis of the room."""


class Message(NamedTuple):
    """A message of a bag.

    Attributes:
        topic: The topic.
        kind: The type name, such as sensor_msgs/msg/CameraInfo.
        time: The bag time in nanoseconds.
        data: The serialized message (CDR).
    """

    topic: str
    kind: str
    time: int
    data: bytes


def write_images(
    path: Path, frames: Iterable[tuple[NDArray[np.uint8], Pose]], camera: Camera, form: Literal["jpeg", "png"]
) -> None:
    """Write the images of a camera, uint8 [H, W, 3], with CameraInfo and the camera's poses at 10 Hz.

    Args:
        path: The .mcap file to write.
        frames: Images and poses.
        camera: The camera of all images.
        form: Format of the compressed images.
    """
    types = typestore().types
    with Recorder(path) as recorder:
        for number, (image, pose) in enumerate(frames):
            time = _START + number * _PERIOD
            stamp = types["builtin_interfaces/msg/Time"](sec=time // 10**9, nanosec=time % 10**9)
            header = types["std_msgs/msg/Header"](stamp=stamp, frame_id=_FRAME_ID)
            recorder.write_message(POSE_TOPIC, _transform(types, pose, stamp), time)
            recorder.write_message(INFO_TOPIC, _camera_info(types, camera, header), time)
            buffer = io.BytesIO()
            Image.fromarray(image).save(buffer, form, quality=_QUALITY)
            content = np.frombuffer(buffer.getvalue(), np.uint8)
            described = f"rgb8; {form} compressed {'bgr8' if form == 'jpeg' else 'rgb8'}"
            recorder.write_message(IMAGE_TOPIC, types[COMPRESSED_TYPE](header, described, content), time)


def _camera_info(types: dict[str, Any], camera: Camera, header: Any) -> Any:
    projection = np.zeros((3, 4))
    projection[:, :3] = camera.K
    return types[INFO_TYPE](
        header=header,
        height=camera.height,
        width=camera.width,
        distortion_model=camera.distortion_model,
        d=np.concatenate([camera.D, np.zeros(max(0, 5 - len(camera.D)))]),
        k=camera.K.ravel(),
        r=np.eye(3).ravel(),
        p=projection.ravel(),
        binning_x=0,
        binning_y=0,
        roi=types["sensor_msgs/msg/RegionOfInterest"](x_offset=0, y_offset=0, height=0, width=0, do_rectify=False),
    )


def _transform(types: dict[str, Any], pose: Pose, stamp: Any) -> Any:
    """Return the message with the transform from the camera's frame to the room's."""
    x, y, z, w = (float(part) for part in Rotation.from_matrix(pose.rotation.T).as_quat())
    transform = types["geometry_msgs/msg/Transform"](
        translation=types["geometry_msgs/msg/Vector3"](*(float(part) for part in pose.position)),
        rotation=types["geometry_msgs/msg/Quaternion"](x=x, y=y, z=z, w=w),
    )
    header = types["std_msgs/msg/Header"](stamp=stamp, frame_id=_WORLD_FRAME)
    stamped = types["geometry_msgs/msg/TransformStamped"](header, _FRAME_ID, transform)
    return types[POSE_TYPE]([stamped])


def read(path: Path) -> Iterator[Message]:
    """Yield the messages of a bag in order of time."""
    with Reader(path) as reader:
        for connection, time, data in reader.messages():
            yield Message(connection.topic, connection.msgtype, time, bytes(data))


def read_image(path: Path, number: int) -> tuple[NDArray[np.uint8], Camera]:
    """Return an image, uint8 [H, W, 3], of a bag that write_images wrote, and its camera."""
    store = typestore()
    messages = list(read(path))
    image_bytes = [message.data for message in messages if message.topic == IMAGE_TOPIC][number]
    info_bytes = next(message.data for message in messages if message.topic == INFO_TOPIC)
    image: Any = store.deserialize_cdr(image_bytes, COMPRESSED_TYPE)
    info: Any = store.deserialize_cdr(info_bytes, INFO_TYPE)
    camera = Camera(info.width, info.height, info.k, info.distortion_model, info.d)
    return np.array(Image.open(io.BytesIO(image.data.tobytes()))), camera
