"""In which frame results are published: the camera's optical frame, or one that tf2 knows the way to."""

from __future__ import annotations

from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.time import Time
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.ros.convert.output_frame import Placement
from svr_ros.ros.node.diagnostics import Drop, DropError


class Frames:
    """Place results in one target frame of tf2; an empty one leaves them in the frame of their image.

    From now until close() it listens to /tf and /tf_static, with callbacks in the node's executor. Raises InputError
    where there is a target frame and tf2_ros or tf_transformations is missing.
    """

    def __init__(self, node: Node, target_frame: str) -> None:
        self._node = node
        self._target = target_frame.lstrip("/")  # tf2 refuses the slash that tf of ROS 1 had
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
        self._buffer = tf2_ros.Buffer(node=node)  # by the node's clock it forgets all when time jumps back
        self._listener = tf2_ros.TransformListener(self._buffer, node)

    def place(self, header: Header, timeout: float) -> Placement:
        """Return where the results of the image with this header are, at its stamp.

        Waits for the transform, at most timeout seconds of the wall clock; not to be called in the executor's thread,
        which receives it. Raises DropError where there is none.
        """
        if not self._target:
            return Placement(header)
        stamp = Time.from_msg(header.stamp)
        way = f"transform from {header.frame_id!r} to {self._target!r}"
        if not stamp.nanoseconds:  # which tf2 takes for "the newest that there is"
            raise DropError(Drop.NO_TRANSFORM, f"no {way} can be looked up: the image has no stamp; expected its time")
        try:
            found = self._buffer.lookup_transform(
                self._target, header.frame_id.lstrip("/"), stamp, Duration(seconds=timeout)
            )
        except self._failure as error:
            raise DropError(
                Drop.NO_TRANSFORM,
                f"no {way} at the image's stamp within {timeout:g} s ({error}); expected it on /tf or /tf_static",
            ) from error
        turn, shift = found.transform.rotation, found.transform.translation
        rotation = self._quaternion_matrix([turn.x, turn.y, turn.z, turn.w])[:3, :3]
        moved = Header(stamp=header.stamp, frame_id=self._target)
        return Placement(moved, rigid.pose(rotation, [shift.x, shift.y, shift.z]), upright=True)

    def close(self) -> None:
        """Stop listening."""
        if self._target:
            self._listener.unregister()
            self._node.destroy_service(self._buffer.srv)
