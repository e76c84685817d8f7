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

"""Known geometry of an image from messages and transforms, shared by the node and the replay of bags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CameraInfo, CompressedImage, Image, PointCloud2
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.depth_merging import merge_depth
from svr_ros.geometry.floor import Plane, floor_of_frame
from svr_ros.geometry.known import DEPTH_CAMERA, DepthNoise, DepthScale, KnownGeometry, checked_depth
from svr_ros.geometry.registration import project_points, register_depth
from svr_ros.ros.convert import calibration
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.clouds import cloud_positions
from svr_ros.ros.convert.depth_images import depth_to_metres
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.parameters import Settings

ResultT = TypeVar("ResultT")
Depth = NDArray[np.float32]
Transform = NDArray[np.float64]


class Transforms(Protocol):
    """Source of transforms between frames: tf2 in the node, the topics /tf and /tf_static of a bag in a replay."""

    def lookup(self, target: Header, source: Header, fixed_frame: str = "") -> Transform:
        """Return the rigid transform [4, 4] from the source's frame at its stamp to the target's frame at its stamp.

        Without a fixed frame both are taken at the target's stamp.

        Raises:
            InputError: If the transform is not known.
        """
        ...


@dataclass(frozen=True)
class Observations:
    """Messages that belong to one image.

    Attributes:
        depth: A depth image, raw or compressed; None if there is none.
        points: A point cloud; None if there is none.
    """

    depth: Image | CompressedImage | None = None
    points: PointCloud2 | None = None


@dataclass
class DecodedGeometry:
    """Known geometry of an image, with the reasons why parts of it are missing.

    Attributes:
        known: The known geometry; None if nothing is known.
        problems: Reasons why a part is not used, one sentence by the name of each part: depth, points, ground.
    """

    known: KnownGeometry | None = None
    problems: dict[str, str] = field(default_factory=dict)


class GeometryDecoder:
    """Make the known geometry of images; a part that cannot be used is left out, with the reason.

    One thread may add CameraInfo messages while another one decodes.
    """

    def __init__(self, depth_topic: str, info_topic: str, transforms: Transforms) -> None:
        """Create a decoder for one camera.

        Args:
            depth_topic: The topic of the depth images, whose name shows whether they are rectified.
            info_topic: The topic of the CameraInfo messages of the depth images, for error messages.
            transforms: The source of transforms between frames.
        """
        self._rectified = calibration.is_rectified_topic(depth_topic)
        self._info_topic = info_topic
        self._transforms = transforms
        self._calibrations = calibration.Calibrations()

    @property
    def calibrated(self) -> bool:
        """Return whether a CameraInfo of the depth images was added."""
        return self._calibrations.latest is not None

    def add_info(self, info: CameraInfo) -> None:
        """Store a CameraInfo for the depth images of its frame."""
        self._calibrations.add(info)

    def decode(
        self, image: CameraImage, messages: Observations, ground_frame: str, settings: Settings
    ) -> DecodedGeometry:
        """Return the known geometry of an image.

        Args:
            image: The decoded image.
            messages: The messages that belong to it.
            ground_frame: The frame whose plane z = 0 is the floor; empty if the floor is unknown.
            settings: The settings, of which those of depth are used.
        """
        # Decode each part
        result = DecodedGeometry()
        depth = points = ground = None
        if messages.depth is not None:
            depth = _attempt("depth", lambda: self._depth(image, messages.depth, settings), result)
        if messages.points is not None:
            points = _attempt("points", lambda: self._points(image, messages.points, settings), result)
        if ground_frame:
            ground = _attempt("ground", lambda: self._ground(image.header, ground_frame), result)

        # Merge them
        noise = DepthNoise(DEPTH_CAMERA.constant, settings.depth_relative_noise, DEPTH_CAMERA.quadratic)
        scale = settings.depth_scale if depth is not None else _scale_of_points(settings)
        merged = merge_depth(depth, noise, points, scale)
        if merged is not None:
            result.known = KnownGeometry(merged.depth, merged.sigma, ground, merged.scale)
        elif ground is not None:
            result.known = KnownGeometry(ground=ground)
        return result

    def _depth(self, image: CameraImage, message: Any, settings: Settings) -> Depth:
        """Return a depth image in the pixels of the image."""
        depth = checked_depth(depth_to_metres(message), settings.depth_scale)
        _require_known(depth, "depth image has no pixel within 150 m; expected metres of a room")
        camera_from_depth = self._camera_from(image, message.header, settings)
        depth_camera = self._camera_of(message.header.frame_id)
        if camera_from_depth is None and (depth_camera is None or depth_camera == image.camera):
            _require_size(depth, image.camera, self._info_topic)
            return depth

        # Register the depth of other pixels
        frames = f"depth image is of frame {quoted(message.header.frame_id)} and the image of "
        if depth_camera is None:
            raise InputError(
                f"{frames}{quoted(image.header.frame_id)}, and there is no CameraInfo on {self._info_topic}; expected "
                "one for the depth image, or depth in the frame of the image"
            )
        if settings.depth_scale == "unknown" and camera_from_depth is not None:
            raise InputError(
                f"{frames}{quoted(image.header.frame_id)}, and depth_scale is unknown; expected the same frame, "
                "because depth of unknown scale cannot be registered"
            )
        move = np.eye(4) if camera_from_depth is None else camera_from_depth
        registered = register_depth(depth, depth_camera, image.camera, move)
        _require_known(
            registered,
            f"{frames}{quoted(image.header.frame_id)}, and nothing of it is in view of the image; expected overlapping "
            "views and the right transform",
        )
        return registered

    def _points(self, image: CameraImage, message: PointCloud2, settings: Settings) -> Depth:
        """Return the sparse depth image of a cloud."""
        points = cloud_positions(message)
        camera_from_points = self._camera_from(image, message.header, settings)
        projected = project_points(points, image.camera, camera_from_points)
        _require_known(
            projected,
            f"cloud of {len(points)} points in frame {quoted(message.header.frame_id)} has none in view of the image; "
            "expected points before the camera, and the right transform",
        )
        return checked_depth(projected, _scale_of_points(settings))

    def _ground(self, header: Header, ground_frame: str) -> Plane:
        """Return the plane z = 0 of the ground frame in the image's frame."""
        ground = Header(stamp=header.stamp, frame_id=ground_frame)
        plane = floor_of_frame(self._transforms.lookup(header, ground))
        KnownGeometry(ground=plane)  # raises InputError if it is above the camera
        return plane

    def _camera_from(self, image: CameraImage, header: Header, settings: Settings) -> Transform | None:
        """Return the transform to the image's frame at its stamp; None if the two are the same."""
        same_frame = _name(header) == _name(image.header)
        if same_frame and (not settings.odometry_frame or header.stamp == image.header.stamp):
            return None
        return self._transforms.lookup(image.header, header, settings.odometry_frame)

    def _camera_of(self, frame_id: str) -> Camera | None:
        """Return the camera of the depth images of a frame; None if no CameraInfo of that frame has come."""
        info = self._calibrations.for_frame(frame_id)
        if info is None:
            return None
        rectified = self._rectified and bool(np.any(info.p))
        if not np.any(info.p if rectified else info.k):
            raise InputError(
                f"CameraInfo on {self._info_topic} has a K of zeros: the depth camera is not calibrated; expected its "
                "calibration"
            )
        return calibration.camera_from_info(info, rectified)


def _attempt(part: str, work: Callable[[], ResultT], result: DecodedGeometry) -> ResultT | None:
    """Return the result of decoding a part; if it cannot be used, record the reason and return None."""
    try:
        return work()
    except InputError as error:
        result.problems[part] = str(error)
        return None


def _scale_of_points(settings: Settings) -> DepthScale:
    """Return the scale of points: depth_scale applies to them only if there are no depth images."""
    return "metric" if settings.use_depth else settings.depth_scale


def _name(header: Header) -> str:
    return header.frame_id.lstrip("/")  # before tf2, frames began with a slash


def _require_known(depth: Depth, sentence: str) -> None:
    if not np.isfinite(depth).any():
        raise InputError(sentence)


def _require_size(depth: Depth, camera: Camera, info_topic: str) -> None:
    height, width = depth.shape
    if (width, height) != (camera.width, camera.height):
        raise InputError(
            f"depth image is {width} x {height} pixels and the image {camera.width} x {camera.height}; expected the "
            f"same size, or the CameraInfo of the depth image on {info_topic}"
        )
