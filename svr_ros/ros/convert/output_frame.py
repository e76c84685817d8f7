"""Where the results of one image are published, as numbers. Knows no node."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from std_msgs.msg import Header

from svr_ros.geometry import rigid


@dataclass(frozen=True)
class Placement:
    """Say where the results of one image are published.

    header: the image's stamp, and the frame. frame_from_camera [4, 4]: the rigid transform from the camera's optical
    frame to that one. upright: z of that frame is up, and z = 0 its ground.
    """

    header: Header
    frame_from_camera: NDArray[np.float64] = field(default_factory=lambda: np.eye(4))
    upright: bool = False

    @cached_property
    def camera_from_frame(self) -> NDArray[np.float64]:
        """Return the transform [4, 4] the other way."""
        return rigid.inverse(self.frame_from_camera)
