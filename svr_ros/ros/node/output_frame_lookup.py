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

"""Lookup of the output frame: the camera's optical frame, or a target frame known to tf2."""

from __future__ import annotations

from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.transforms import TransformBuffer


class OutputFrameLookup:
    """Look up the target frame in tf2 for each image; without a target frame, return the image's frame."""

    def __init__(self, transforms: TransformBuffer, target_frame: str) -> None:
        """Start listening to transforms if there is a target frame.

        Raises:
            InputError: If there is a target frame and tf2_ros or tf_transformations is not installed.
        """
        self._transforms = transforms
        self._target = target_frame.lstrip("/")  # tf2 rejects the leading slash of ROS 1 frames
        if not self._target:
            return
        try:
            transforms.start()
        except InputError as error:
            raise InputError(
                f"target_frame is {target_frame!r}, but it cannot be looked up ({error}); expected tf2_ros and "
                "tf_transformations to be installed, or an empty target_frame for the camera's own frame"
            ) from error

    def lookup(self, header: Header) -> OutputFrame:
        """Return the output frame of an image at its stamp.

        Must not be called in the executor's thread, which receives the transforms.

        Args:
            header: The header of the image.

        Raises:
            DropError: If there is no such transform.
        """
        if not self._target:
            return OutputFrame(header)
        target = Header(stamp=header.stamp, frame_id=self._target)
        try:
            frame_from_camera = self._transforms.lookup(target, header)
        except InputError as error:
            raise DropError(Drop.NO_TRANSFORM, str(error)) from error
        return OutputFrame(target, frame_from_camera, upright=True)
