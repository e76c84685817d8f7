"""Cameras out of CameraInfo messages, and which of these belongs to an image."""

from __future__ import annotations

import numpy as np
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera

_MODEL_NAMES = {"": "plumb_bob", "fisheye": "equidistant"}
"""What some drivers call the distortion models of REP 104 and sensor_msgs."""

_MOST_FRAMES = 64


class Calibrations:
    """Keep the newest CameraInfo of each frame. One thread may keep while another asks."""

    def __init__(self) -> None:
        self._by_frame: dict[str, CameraInfo] = {}
        self.newest: CameraInfo | None = None

    def keep(self, info: CameraInfo) -> None:
        """Take the place of an earlier CameraInfo of the same frame."""
        frame = _frame(info)
        if frame not in self._by_frame and len(self._by_frame) >= _MOST_FRAMES:
            del self._by_frame[next(iter(self._by_frame))]
        self._by_frame[frame] = self.newest = info

    def of_frame(self, frame_id: str) -> CameraInfo | None:
        """Return the CameraInfo of images of a frame; one that names no frame suits all, and so does such an image."""
        frame = frame_id.lstrip("/")
        return self._by_frame.get(frame) or self._by_frame.get("") if frame else self.newest


def _frame(info: CameraInfo) -> str:
    return info.header.frame_id.lstrip("/")  # which is how frames began before tf2


def size_of_images(info: CameraInfo) -> tuple[int, int]:
    """Return width and height in pixels of the images that come with this CameraInfo: its region of interest, binned.

    Raises InputError where the region does not lie in the sensor, or is smaller than a binned pixel.
    """
    x, y, width, height = _region(info)
    if x + width > info.width or y + height > info.height:
        raise InputError(
            f"CameraInfo cannot be used: its region of interest is {width} x {height} pixels from ({x}, {y}) on; "
            f"expected one within {info.width} x {info.height}"
        )
    binning_x, binning_y = _binning(info)
    if binning_x > width > 0 or binning_y > height > 0:
        raise InputError(
            f"CameraInfo cannot be used: its binning is {binning_x} x {binning_y} pixels; "
            f"expected at most {width} x {height}, which it applies to"
        )
    return width // binning_x, height // binning_y


def other_size(info: CameraInfo, size: tuple[int, int]) -> str:
    """Return one sentence where images of that size, width and height, are not those of this CameraInfo; else nothing.

    Raises InputError as size_of_images does.
    """
    expected = size_of_images(info)
    if size == expected:
        return ""
    return (
        f"image is {size[0]} x {size[1]} pixels and its CameraInfo is for {expected[0]} x {expected[1]}; "
        "expected the same size"
    )


def _region(info: CameraInfo) -> tuple[int, int, int, int]:
    """Return x, y, width and height of the region of interest, of which all zeros mean the whole sensor."""
    roi = info.roi
    region = roi.x_offset, roi.y_offset, roi.width, roi.height
    return region if any(region) else (0, 0, info.width, info.height)


def _binning(info: CameraInfo) -> tuple[int, int]:
    return max(info.binning_x, 1), max(info.binning_y, 1)


def camera_from_info(info: CameraInfo, rectified: bool = False) -> Camera:
    """Return the camera of the images that come with this CameraInfo: its region of interest and binning applied.

    rectified: the image was rectified with it, so P holds and there is no distortion. K and P are of the full
    resolution (REP 104). As image_geometry has it, the principal point moves by the region's offset and is divided by
    the binning. Raises InputError where the calibration cannot be a camera's.
    """
    width, height = size_of_images(info)
    K = np.array(info.p, np.float64).reshape(3, 4)[:, :3] if rectified else np.array(info.k, np.float64).reshape(3, 3)
    x, y, *_ = _region(info)
    K[:2, 2] -= x, y
    K[:2] /= np.array(_binning(info))[:, None]
    try:
        if rectified:
            return Camera(width, height, K)
        model = _MODEL_NAMES.get(info.distortion_model, info.distortion_model)
        return Camera(width, height, K, model, np.array(info.d, np.float64))
    except InputError as error:
        of = " for rectified images, whose K is its P" if rectified else ""
        raise InputError(f"CameraInfo cannot be used{of}: {error}") from error


def info_from_camera(camera: Camera) -> CameraInfo:
    """Return the CameraInfo, without header, of a camera that has no distortion."""
    K = camera.K
    return CameraInfo(
        width=camera.width,
        height=camera.height,
        distortion_model="plumb_bob",
        d=[0.0] * 5,
        k=K.ravel().tolist(),
        r=np.eye(3).ravel().tolist(),
        p=np.column_stack([K, np.zeros(3)]).ravel().tolist(),
    )


def info_with_header(info: CameraInfo, header: Header) -> CameraInfo:
    """Return the calibration for an image of the same camera and size that has this header."""
    return CameraInfo(
        header=header,
        height=info.height,
        width=info.width,
        distortion_model=info.distortion_model,
        d=info.d,
        k=info.k,
        r=info.r,
        p=info.p,
        binning_x=info.binning_x,
        binning_y=info.binning_y,
        roi=info.roi,
    )


def is_rectified(topic: str) -> bool:
    """Return whether a topic's images are rectified, which image_proc calls image_rect or what begins so."""
    return topic.removesuffix("/compressed").rpartition("/")[2].startswith("image_rect")
