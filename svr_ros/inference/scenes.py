"""Reading of scenes from .npz files, as `svr reconstruct` and `svr decode` write them."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import numpy as np

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.reconstruction import SceneVolume


def read_scene(path: Path) -> SceneVolume:
    """Return the scene in an .npz file; raises InputError if there is none."""
    if not path.is_file():
        raise InputError(f"there is no file {path}; expected a scene written by svr reconstruct -o scene.npz")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            K, (width, height) = arrays["canonical_K"], arrays["canonical_size"]
            frustum = Frustum(
                near=float(arrays["near"]),
                far=float(arrays["far"]),
                half_angle_x=math.atan(width / 2 / K[0, 0]),
                half_angle_y=math.atan(height / 2 / K[1, 1]),
            )
            return SceneVolume(
                frustum=frustum,
                truncation=float(arrays["truncation"]),
                tsdf=arrays["tsdf"].astype(np.float32),
                labels=arrays["volume_labels"].astype(np.uint8),
                confidence=arrays["confidence"].astype(np.float32),
                valid=arrays["seen"].astype(bool),
            )
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} holds no scene ({error}); expected one written by svr reconstruct") from error
