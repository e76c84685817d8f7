"""What the node publishes of a reconstruction, and to whom it concerns."""

from __future__ import annotations

from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from std_msgs.msg import Header
from visualization_msgs.msg import MarkerArray

from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.msg import ClassLegend, SemanticVoxelGrid
from svr_ros.ros import calibration, conversions, qos
from svr_ros.ros.parameters import Settings

TOPICS = {
    "voxels": SemanticVoxelGrid,
    "tsdf_points": PointCloud2,
    "markers": MarkerArray,
    "depth": Image,
    "camera_info": CameraInfo,
}


class Outputs:
    """Own the publishers; make only those messages that have a subscriber."""

    def __init__(self, node: LifecycleNode) -> None:
        self._node = node
        self._publishers = {
            name: node.create_lifecycle_publisher(
                kind, f"~/{name}", qos.result_output(), qos_overriding_options=qos.overridable()
            )
            for name, kind in TOPICS.items()
        }
        self._legend = node.create_lifecycle_publisher(
            ClassLegend, "~/legend", qos.latched_output(), qos_overriding_options=qos.overridable()
        )

    def wanted(self) -> set[str]:
        """Return the names of the topics that someone listens to."""
        return {name for name, publisher in self._publishers.items() if publisher.get_subscription_count()}

    def publish(
        self, wanted: set[str], reconstruction: Reconstruction, header: Header, info: CameraInfo, settings: Settings
    ) -> None:
        """Publish the wanted forms of a reconstruction with its image's header; info is the image's calibration."""
        if "depth" in wanted:
            self._publishers["depth"].publish(conversions.depth_to_image(reconstruction.depth_image(), header))
        if "camera_info" in wanted:
            self._publishers["camera_info"].publish(calibration.info_with_header(info, header))
        if "tsdf_points" in wanted:
            cloud = conversions.points_to_cloud(
                reconstruction.band_points(), header, settings.max_points, settings.min_confidence
            )
            self._publishers["tsdf_points"].publish(cloud)
        if wanted & {"voxels", "markers"}:
            grid = reconstruction.voxel_grid(settings.voxel_size)
            if "voxels" in wanted:
                self._publishers["voxels"].publish(conversions.grid_to_message(grid, header, settings.voxel_encoding))
            if "markers" in wanted:
                markers = conversions.grid_to_markers(
                    grid, header, settings.max_marker_points, settings.marker_alpha, settings.min_confidence
                )
                self._publishers["markers"].publish(markers)

    def publish_legend(self) -> None:
        """Publish the class table, once for all who come later."""
        self._legend.publish(conversions.legend(Header(stamp=self._node.get_clock().now().to_msg())))

    def destroy(self) -> None:
        """Give the publishers back."""
        for publisher in (*self._publishers.values(), self._legend):
            self._node.destroy_lifecycle_publisher(publisher)
