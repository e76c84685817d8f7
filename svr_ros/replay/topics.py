"""Find the camera in a bag: the topics of its images and of their calibration."""

from __future__ import annotations

from typing import NamedTuple

from svr_ros.errors import InputError
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag

IMAGE = "sensor_msgs/msg/Image"
COMPRESSED = "sensor_msgs/msg/CompressedImage"
INFO = "sensor_msgs/msg/CameraInfo"

_TRANSPORT = "/compressed"
_DEPTH = ("16UC1", "32FC1", "compressedDepth")


class Input(NamedTuple):
    """Name the topic of the images, whether they are compressed, and the topic of their calibration (None: none)."""

    image: str
    compressed: bool
    info: str | None


def find(bag: Bag, image: str | None = None, info: str | None = None, info_needed: bool = True) -> Input:
    """Return the camera's topics, given those that are known; raises InputError with what there is to choose from."""
    kinds = {connection.topic: connection.msgtype for connection in bag.connections if connection.msgcount}
    chosen = image or _only_image(bag, kinds)
    if kinds.get(chosen) not in (IMAGE, COMPRESSED):
        found = f"{chosen} is {kinds[chosen]}" if chosen in kinds else f"there is no {chosen}"
        raise InputError(f"{found} in bag {bag.path}; expected {_choice(_of(kinds, IMAGE, COMPRESSED), 'images')}")
    infos = _of(kinds, INFO)
    if info and info not in infos:
        raise InputError(f"{info} in bag {bag.path} is no CameraInfo; expected {_choice(infos, 'CameraInfo')}")
    calibration = info or _info_of(chosen, infos)
    if calibration is None and info_needed:
        raise InputError(
            f"bag {bag.path} does not say which CameraInfo belongs to {chosen}; "
            f"expected --camera-info with {_choice(infos, 'CameraInfo')}, or the parameter fixed_hfov"
        )
    return Input(chosen, kinds[chosen] == COMPRESSED, calibration)


def _of(kinds: dict[str, str], *wanted: str) -> list[str]:
    return sorted(topic for topic, kind in kinds.items() if kind in wanted)


def _choice(topics: list[str], what: str) -> str:
    return f"one of {', '.join(topics)}" if topics else f"{what}, of which it holds none"


def _only_image(bag: Bag, kinds: dict[str, str]) -> str:
    """Return the one topic of colour images; where it was recorded raw and compressed, the raw one."""
    images = _of(kinds, IMAGE, COMPRESSED)
    colour = [topic for topic in images if not _is_depth(bag, topic, kinds[topic])]
    cameras = [topic for topic in colour if topic.removesuffix(_TRANSPORT) not in set(colour) - {topic}]
    if len(cameras) == 1:
        return cameras[0]
    if cameras:
        raise InputError(f"bag {bag.path} holds images of several topics; expected --topic with {_choice(cameras, '')}")
    found = f"holds {', '.join(sorted(kinds))}" if kinds else "is empty"
    raise InputError(f"bag {bag.path} {found}; expected sensor_msgs/msg/Image or CompressedImage of a colour camera")


def _is_depth(bag: Bag, topic: str, kind: str) -> bool:
    first = next(bag.messages([topic]), None)
    if first is None:
        return False
    message = messages.deserialize(first.data, kind)
    return any(name in (message.format if kind == COMPRESSED else message.encoding) for name in _DEPTH)


def _info_of(image: str, infos: list[str]) -> str | None:
    """Return where image_transport puts the calibration, or below the image as some drivers do, or the only one."""
    base = image.removesuffix(_TRANSPORT)
    beside = f"{base.rpartition('/')[0]}/camera_info"
    likely = [topic for topic in (beside, f"{base}/camera_info") if topic in infos]
    return likely[0] if likely else infos[0] if len(infos) == 1 else None


def frame_of(bag: Bag, camera: Input) -> str:
    """Return the frame of the camera's first image."""
    first = next(bag.messages([camera.image]))
    return str(messages.deserialize(first.data, first.connection.msgtype).header.frame_id)
