"""Writer and reader of short .mcap bags of one camera, without ROS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rosbags.rosbag2 import Reader

from svr_ros.geometry.camera import Camera
from svr_ros.replay.messages import typestore
from svr_ros.replay.recorder import Recorder

IMAGE_TOPIC = "/camera/image_raw"
INFO_TOPIC = "/camera/camera_info"
IMAGE_TYPE = "sensor_msgs/msg/Image"
INFO_TYPE = "sensor_msgs/msg/CameraInfo"

_FRAME_ID = "camera_optical_frame"
_START = 1_767_225_600 * 10**9  # stamp of the first image in nanoseconds: 1 January 2026, 0:00 UTC
_PERIOD = 10**8  # nanoseconds between images


class Message(NamedTuple):
    """A message of a bag.

    Attributes:
        topic: The topic.
        time: The bag time in nanoseconds.
        data: The serialized message (CDR).
    """

    topic: str
    time: int
    data: bytes


def write_images(path: Path, images: Iterable[NDArray[np.uint8]], camera: Camera) -> None:
    """Write the images of a camera, uint8 [H, W, 3], as Image and CameraInfo messages at 10 Hz."""
    types = typestore().types
    with Recorder(path) as recorder:
        for number, image in enumerate(images):
            time = _START + number * _PERIOD
            stamp = types["builtin_interfaces/msg/Time"](sec=time // 10**9, nanosec=time % 10**9)
            header = types["std_msgs/msg/Header"](stamp=stamp, frame_id=_FRAME_ID)
            recorder.write_message(INFO_TOPIC, _camera_info(types, camera, header), time)
            message = types[IMAGE_TYPE](
                header=header,
                height=camera.height,
                width=camera.width,
                encoding="rgb8",
                is_bigendian=0,
                step=3 * camera.width,
                data=np.ascontiguousarray(image).reshape(-1),
            )
            recorder.write_message(IMAGE_TOPIC, message, time)


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


def read(path: Path) -> Iterator[Message]:
    """Yield the messages of a bag in order of time."""
    with Reader(path) as reader:
        for connection, time, data in reader.messages():
            yield Message(connection.topic, time, bytes(data))


def read_image(path: Path, number: int) -> tuple[NDArray[np.uint8], Camera]:
    """Return an image, uint8 [H, W, 3], of a bag that write_images wrote, and its camera."""
    store = typestore()
    messages = list(read(path))
    image_bytes = [message.data for message in messages if message.topic == IMAGE_TOPIC][number]
    info_bytes = next(message.data for message in messages if message.topic == INFO_TOPIC)
    image: Any = store.deserialize_cdr(image_bytes, IMAGE_TYPE)
    info: Any = store.deserialize_cdr(info_bytes, INFO_TYPE)
    camera = Camera(info.width, info.height, info.k, info.distortion_model, info.d)
    return image.data.reshape(info.height, info.width, 3).copy(), camera
