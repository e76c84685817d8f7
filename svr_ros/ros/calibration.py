"""Cameras out of CameraInfo messages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera


def camera_from_info(info: CameraInfo, rectified: bool = False) -> Camera:
    """Return the camera of the images that come with this CameraInfo: its region of interest and binning applied.

    rectified: the image was rectified with it, so P holds and there is no distortion. K and P are of the full
    resolution (REP 104). Pixel centres are kept exactly when binning, by (binning - 1) / (2 binning) pixels other than
    image_geometry. Raises InputError where the calibration cannot be a camera's.
    """
    K = np.array(info.p, np.float64).reshape(3, 4)[:, :3] if rectified else np.array(info.k, np.float64).reshape(3, 3)
    binning = np.array([max(info.binning_x, 1), max(info.binning_y, 1)])
    roi = info.roi
    offset = np.array([roi.x_offset, roi.y_offset])
    size = np.array([roi.width or info.width, roi.height or info.height]) // binning
    K = K.copy()
    K[:2, 2] = (K[:2, 2] - offset + 0.5) / binning - 0.5
    K[:2, :2] /= binning[:, None]
    try:
        if rectified:
            return Camera(int(size[0]), int(size[1]), K)
        return Camera(int(size[0]), int(size[1]), K, info.distortion_model or "plumb_bob", np.array(info.d, np.float64))
    except InputError as error:
        raise InputError(f"CameraInfo cannot be used: {error}") from error


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


def require_same_size(image: NDArray[np.uint8], camera: Camera) -> None:
    """Raise InputError unless an image [H, W, 3] has the size that its camera says."""
    height, width = image.shape[:2]
    if (width, height) != (camera.width, camera.height):
        raise InputError(
            f"image is {width} x {height} pixels and its CameraInfo is for {camera.width} x {camera.height}; "
            "expected the same size"
        )
