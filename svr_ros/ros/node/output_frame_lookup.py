"""Lookup of the output frame: the camera's optical frame, or a target frame known to tf2."""

from __future__ import annotations

from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.time import Time
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.node.diagnostics import Drop, DropError


class OutputFrameLookup:
    """Look up the target frame in tf2 for each image; without a target frame, return the image's frame.

    With a target frame it subscribes to /tf and /tf_static until close(); the callbacks run in the node's executor.
    """

    def __init__(self, node: Node, target_frame: str) -> None:
        """Start listening to transforms if there is a target frame.

        Raises:
            InputError: If there is a target frame and tf2_ros or tf_transformations is not installed.
        """
        self._node = node
        self._target = target_frame.lstrip("/")  # tf2 rejects the leading slash of ROS 1 frames
        if not self._target:
            return
        try:
            import tf2_ros
            from tf_transformations import quaternion_matrix
        except ImportError as error:
            raise InputError(
                f"target_frame is {target_frame!r}, but it cannot be looked up ({error}); expected tf2_ros and "
                "tf_transformations to be installed, or an empty target_frame for the camera's own frame"
            ) from error
        self._quaternion_matrix = quaternion_matrix
        self._failure = tf2_ros.TransformException
        self._buffer = tf2_ros.Buffer(node=node)  # with the node's clock, it is cleared when time jumps back
        self._listener = tf2_ros.TransformListener(self._buffer, node)

    def lookup(self, header: Header, timeout: float) -> OutputFrame:
        """Return the output frame of an image at its stamp.

        Must not be called in the executor's thread, which receives the transforms.

        Args:
            header: The header of the image.
            timeout: The maximum time in seconds of the wall clock to wait for the transform.

        Raises:
            DropError: If there is no such transform.
        """
        if not self._target:
            return OutputFrame(header)

        # Look up the transform at the image's stamp
        stamp = Time.from_msg(header.stamp)
        transform = f"transform from {header.frame_id!r} to {self._target!r}"
        if not stamp.nanoseconds:  # tf2 would return the latest transform
            raise DropError(
                Drop.NO_TRANSFORM, f"no {transform} can be looked up: the image has no stamp; expected its time"
            )
        try:
            found = self._buffer.lookup_transform(
                self._target, header.frame_id.lstrip("/"), stamp, Duration(seconds=timeout)
            )
        except self._failure as error:
            raise DropError(
                Drop.NO_TRANSFORM,
                f"no {transform} at the image's stamp within {timeout:g} s ({error}); expected it on /tf or /tf_static",
            ) from error

        # Convert it to a matrix
        quaternion, translation = found.transform.rotation, found.transform.translation
        rotation = self._quaternion_matrix([quaternion.x, quaternion.y, quaternion.z, quaternion.w])[:3, :3]
        frame_from_camera = rigid.pose(rotation, [translation.x, translation.y, translation.z])
        return OutputFrame(Header(stamp=header.stamp, frame_id=self._target), frame_from_camera, upright=True)

    def close(self) -> None:
        """Stop listening to transforms."""
        if self._target:
            self._listener.unregister()
            self._node.destroy_service(self._buffer.srv)
