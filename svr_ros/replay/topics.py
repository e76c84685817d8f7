"""Names of topics and message types in the replay of bags."""

IMAGE_TYPE = "sensor_msgs/msg/Image"
COMPRESSED_TYPE = "sensor_msgs/msg/CompressedImage"
INFO_TYPE = "sensor_msgs/msg/CameraInfo"
POINTS_TYPE = "sensor_msgs/msg/PointCloud2"

DEFAULT_OUTPUTS = ("voxels", "tsdf_points", "markers", "depth", "camera_info")
"""Topics of the node that are written by default."""

FOXGLOVE_VOXELS = "foxglove_voxels"
"""Name of the additional output of type foxglove_msgs/msg/VoxelGrid, which the node does not have."""
