#!/usr/bin/env python3
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

"""Import the package, reconstruct an image and draw a plot with the oldest versions of its libraries.

constraints-oldest.txt lists the versions; each Python gets an environment of its own. The oldest PyTorch is the CPU
build of PyTorch's own index if that can be reached. PyPI has it with CUDA only, a download of 2.5 GB, for which
--old-torch asks. Otherwise the check runs with the pinned CPU build, and says so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
TIMEOUT = 900
PIP = ["-m", "pip", "install", "--quiet", "--no-compile", "--prefer-binary", "--disable-pip-version-check"]
RECONSTRUCTION = """
import importlib, pkgutil, sys
import numpy as np, torch
import svr_ros
from svr_ros.replay import messages
messages.install_stand_ins()
optional = (
    "svr_ros.ros.node", "svr_ros.synthesis.meshes.blender_scene", "svr_ros.demo.player", "svr_ros.demo.__main__",
    "svr_ros.training.__main__", "svr_ros.inference.backends.onnx_backend",
)
names = [m.name for m in pkgutil.walk_packages(svr_ros.__path__, "svr_ros.", onerror=lambda name: None)]
names = [name for name in names if not name.startswith((*optional, "svr_ros.msg", "svr_ros.srv"))]
for name in names:
    importlib.import_module(name)
from svr_ros.geometry.camera import Camera
from svr_ros.inference import files
from svr_ros.inference.reconstructor import Reconstructor
image = np.random.default_rng(0).integers(0, 256, (120, 160, 3)).astype(np.uint8)
for precision in ("fp32", "bf16"):
    room = Reconstructor(device="cpu", precision=precision).reconstruct(image, Camera.from_hfov(160, 120, 1.0))
    assert np.isfinite(room.tsdf).all()
for suffix in ("glb", "ply", "png", "html", "npz"):
    files.write(room, f"{sys.argv[1]}/room.{suffix}", image)
from pathlib import Path
from svr_ros.evaluation.calibration_plot import plot_calibration
plot_calibration({}, Path(sys.argv[1], "curves.png"))  # layout and legend of any plot
print(f"{len(names)} modules imported, an image reconstructed and a plot drawn: Python {sys.version.split()[0]}, "
      f"NumPy {np.__version__}, PyTorch {torch.__version__}")
"""


def main() -> int:
    """Check each Python that is found; return 1 if a check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old-torch", action="store_true", help="download PyTorch's oldest version from PyPI: 2.5 GB")
    arguments = parser.parse_args()
    pythons = {"3.10": find_python("3.10"), "of this environment": sys.executable}
    results = []
    for name, python in pythons.items():
        if python is None:
            print("NOT CHECKED with Python 3.10, Ubuntu 22.04's: this machine has none", flush=True)
        else:
            results.append(check(name, python, arguments.old_torch))
    failed = results.count(False)
    print(f"oldest versions: {results.count(True)} passed, {failed} failed, {results.count(None)} skipped", flush=True)
    return 1 if failed else 0


def find_python(version: str) -> str | None:
    """Return the path of a Python of a version, also of one that only pyenv has; None if there is none."""
    installed = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{version}.*/bin/python")
    )
    for candidate in filter(None, [shutil.which(f"python{version}"), *map(str, installed)]):
        if subprocess.run([candidate, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0:
            return candidate
    return None


def check(name: str, python: str, old_torch: bool) -> bool | None:
    """Install the oldest versions for a Python and reconstruct an image; None if there is no PyTorch for it."""
    lines = (ROOT / "constraints-oldest.txt").read_text().splitlines()
    libraries = [line for line in lines if line and not line.startswith(("#", "torch"))]
    oldest = next(line for line in lines if line.startswith("torch=="))
    pinned = next(line for line in (ROOT / "constraints.txt").read_text().splitlines() if line.startswith("torch=="))
    with tempfile.TemporaryDirectory(prefix="svr_ros-versions-") as folder:
        # Install, PyTorch with what can be had
        subprocess.run([python, "-m", "venv", folder], check=True, timeout=TIMEOUT)
        venv = f"{folder}/bin/python"
        choices = [[f"{oldest}+cpu", "--extra-index-url", CPU_INDEX, "--retries", "0"], [f"{pinned}+cpu"]]
        if old_torch:
            choices.insert(1, [oldest])
        torch = next((choice[0] for choice in choices if pip(venv, *choice, *libraries)), None)
        if torch is None:
            print(
                f"NOT CHECKED with Python {name}: no CPU build of {oldest} or {pinned} for it can be downloaded here; "
                "scripts/check_versions.py --old-torch downloads the one with CUDA from PyPI",
                flush=True,
            )
            return None
        if not torch.startswith(oldest):
            print(f"NOT CHECKED with {oldest}: used {torch} instead (--old-torch downloads it with CUDA)", flush=True)
        # Reconstruct
        environment = dict(
            os.environ, PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1", NUMBA_CACHE_DIR=f"{folder}/cache"
        )
        command = [venv, "-c", RECONSTRUCTION, folder]
        return subprocess.run(command, cwd=folder, env=environment, timeout=TIMEOUT).returncode == 0


def pip(python: str, *requirements: str) -> bool:
    """Install wheels; return whether it succeeded."""
    command = [python, *PIP, "--only-binary", ":all:", *requirements]
    return subprocess.run(command, capture_output=True, timeout=TIMEOUT).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
