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

"""Names of topics and message types in the replay of bags."""

IMAGE_TYPE = "sensor_msgs/msg/Image"
COMPRESSED_TYPE = "sensor_msgs/msg/CompressedImage"
INFO_TYPE = "sensor_msgs/msg/CameraInfo"
POINTS_TYPE = "sensor_msgs/msg/PointCloud2"
POSE_TYPE = "geometry_msgs/msg/PoseStamped"
COVARIANCE_TYPE = "geometry_msgs/msg/PoseWithCovarianceStamped"
ODOMETRY_TYPE = "nav_msgs/msg/Odometry"

COMPRESSED_SUFFIX = "/compressed"
COMPRESSED_DEPTH_SUFFIX = "/compressedDepth"
"""Ends of the topics of compressed images, below the topic of the raw ones."""

DEFAULT_OUTPUTS = ("voxels", "tsdf_points", "markers", "depth", "camera_info")
"""Topics of the node that are written by default."""

FOXGLOVE_VOXELS = "foxglove_voxels"
"""Name of the additional output of type foxglove_msgs/msg/VoxelGrid, which the node does not have."""


def camera_info_topics(image: str) -> tuple[str, str]:
    """Return the CameraInfo topics that drivers give an image topic.

    The first one is the sibling of the topic, as in image_transport, the second one is below it.

    Args:
        image: Topic of colour or depth images, raw or compressed.
    """
    base = image.removesuffix(COMPRESSED_SUFFIX).removesuffix(COMPRESSED_DEPTH_SUFFIX)
    return f"{base.rpartition('/')[0]}/camera_info", f"{base}/camera_info"
