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

"""Photorealistic colours by Blender, if it is installed; depth, normals, classes and distances are computed here.

Blender runs as a separate program: its Python module bpy needs another version of numpy than this package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.synthesis.meshes.mesh import LabelledMesh
from svr_ros.synthesis.meshes.rendering import SKY, Lighting

VARIABLE = "SVR_BLENDER"
"""Environment variable with the path of Blender, or of a Python that can import bpy."""

_SCRIPT = Path(__file__).with_name("blender_scene.py")


@dataclass(frozen=True)
class Blender:
    """A way to run Blender."""

    program: Path
    """Path of Blender, or of a Python with bpy."""

    samples: int = 128
    """Light paths per pixel."""

    threads: int = 1
    """Number of threads."""

    def radiance(
        self, mesh: LabelledMesh, pose: Pose, frustum: Frustum, size: int, lighting: Lighting, seed: int
    ) -> NDArray[np.float32]:
        """Return linear radiance [size, size, 3] of the canonical view; raises InputError if Blender fails."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            # Write the textures and the scene.
            for row in mesh.textured:
                texture = mesh.materials[row].texture
                assert texture is not None
                cv2.imwrite(str(folder / f"texture{row}.png"), texture[..., ::-1])
            np.savez(
                folder / "scene.npz",
                vertices=mesh.vertices,
                faces=mesh.faces,
                material_of=mesh.material_of,
                uv=mesh.uv,
                colors=mesh.colors,
                base_colors=mesh.base_colors,
                emissions=mesh.emissions,
                lamp_positions=np.array([lamp.position for lamp in lighting.lamps]),
                lamp_colors=np.array([lamp.color for lamp in lighting.lamps]),
                lamp_radii=np.array([lamp.radius for lamp in lighting.lamps]),
                sky=SKY,
                rotation=pose.rotation,
                position=pose.position,
                tan_x=frustum.tan_x,
                tan_y=frustum.tan_y,
                size=size,
                samples=self.samples,
                seed=seed,
                threads=self.threads,
            )
            # Render it.
            target = folder / "radiance.npy"
            self._run(folder / "scene.npz", target)
            return np.asarray(np.load(target), np.float32)

    def _run(self, source: Path, target: Path) -> None:
        script = ["-b", "-P", str(_SCRIPT), "--"] if self.program.stem.startswith("blender") else [str(_SCRIPT)]
        command = [str(self.program), *script, str(source), str(target)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        except OSError as error:
            raise InputError(f"Blender cannot be run as {self.program}: {error.strerror or error}") from error
        if done.returncode or not target.exists():
            message = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            raise InputError(f"Blender ({self.program}) failed: {message}")


def find_blender() -> Blender:
    """Return the Blender that $SVR_BLENDER names, else the one on the path; raises InputError if there is none."""
    program = os.environ.get(VARIABLE) or shutil.which("blender")
    if program is None:
        raise InputError(
            f"Blender is not found; expected {VARIABLE} to name it, or a virtual environment's Python with bpy in it"
        )
    return Blender(Path(program))
