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

"""Topics and frames of camera drivers as they are usually started."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CAMERAS: Final = {
    "": ("/camera/image_raw", "camera_optical_frame"),
    "realsense": ("/camera/camera/color/image_raw", "camera_color_optical_frame"),
    "zed": ("/zed/zed_node/rgb/color/rect/image", "zed_left_camera_frame_optical"),
    "oak": ("/oak/rgb/image_raw", "oak_rgb_camera_optical_frame"),
    "orbbec": ("/camera/color/image_raw", "camera_color_optical_frame"),
    "azure_kinect": ("/rgb/image_raw", "rgb_camera_link"),
    "usb_cam": ("/camera1/image_raw", "camera"),
    "camera_ros": ("/camera/image_raw", "camera"),
    "v4l2_camera": ("/image_raw", "camera"),
    "gscam": ("/camera/image_raw", "camera_frame"),
}
"""Image topic and frame of each camera driver as it is usually started; see config/cameras."""

DEPTH_TOPICS: Final = {
    "realsense": {
        "aligned": "/camera/camera/aligned_depth_to_color/image_raw",
        "unaligned": "/camera/camera/depth/image_rect_raw",
    },
    "zed": {"aligned": "/zed/zed_node/depth/depth_registered"},
    "oak": {"aligned": "/oak/stereo/image_raw", "unaligned": "/oak/stereo/image_raw"},
    "orbbec": {"aligned": "/camera/depth/image_raw", "unaligned": "/camera/depth/image_raw"},
    "azure_kinect": {"aligned": "/depth_to_rgb/image_raw", "unaligned": "/depth/image_raw"},
}
"""Topics of depth images in the pixels of the colour image (aligned) and of the depth camera's own (unaligned)."""

COMPRESSED_TOPICS: Final = {"usb_cam": "/camera1/image_compressed"}
"""Topics of compressed images that are not those of image_transport, the image topic with /compressed."""


def known_topics(given: Mapping[str, str]) -> dict[str, str]:
    """Return the topics of depth, its CameraInfo and points by the names that the node gives them.

    Args:
        given: Arguments camera, depth, depth_topic, depth_camera_info_topic and points_topic of a launch file;
            those that are missing are empty.

    Raises:
        ValueError: If the camera driver has no such depth.
    """
    topics = {}
    camera, kind, depth = (given.get(name, "") for name in ("camera", "depth", "depth_topic"))
    if not depth and kind:
        offered = DEPTH_TOPICS.get(camera, {})
        if kind not in offered:
            raise ValueError(
                f"depth is {kind!r} and camera {camera!r}; expected depth_topic, or one of "
                f"{', '.join(name for name, kinds in DEPTH_TOPICS.items() if kind in kinds)}"
            )
        depth = offered[kind]
    if depth:
        topics["depth"] = depth
        topics["depth/camera_info"] = given.get("depth_camera_info_topic") or sibling_camera_info(depth)
    if points := given.get("points_topic"):
        topics["points"] = points
    return topics


def received_topics(known: Mapping[str, str]) -> list[str]:
    """Return all topics on which the node may receive known geometry, given the result of `known_topics`."""
    compressed = [f"{known['depth']}/compressedDepth"] if "depth" in known else []
    return [*known.values(), *compressed]


def sibling_camera_info(image_topic: str) -> str:
    """Return the CameraInfo topic of an image topic according to image_transport."""
    parent, slash, _ = image_topic.rpartition("/")
    return f"{parent}{slash}camera_info"
