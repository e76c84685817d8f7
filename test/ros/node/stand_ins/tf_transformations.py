"""Stand-in for tf_transformations in node processes of tests."""

import numpy as np
from scipy.spatial.transform import Rotation


def quaternion_matrix(quaternion):
    """Return the rotation [4, 4] of x y z w."""
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_quat(quaternion).as_matrix()
    return matrix
