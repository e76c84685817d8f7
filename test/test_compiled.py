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

"""Compilation with caches that are missing, read-only or damaged."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from svr_ros import compiled

ROOT = Path(__file__).parents[1]

MODULE = """
from svr_ros.compiled import compiled

@compiled(nogil=True)
def double(x):
    return 2 * x
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "import kernels; print(kernels.double(21), sum(kernels.double.stats.cache_hits.values()))"
    full = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=full, cwd=folder, capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "kernels.py").write_text(MODULE)
    return folder


def block_caches(sources: Path, tmp_path: Path) -> dict[str, str]:
    """Put files in the place of all cache folders of numba, which stops root as well; return the environment."""
    (sources / "__pycache__").write_text("")
    (tmp_path / "home").write_text("")
    return {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path)}


def test_cache_is_kept_beside_the_sources(sources: Path) -> None:
    assert run(sources).stdout == "42 0\n"
    assert run(sources).stdout == "42 1\n"


def test_private_temporary_folder_replaces_caches_that_are_not_writable(sources: Path, tmp_path: Path) -> None:
    environment = block_caches(sources, tmp_path)
    assert run(sources, **environment).stdout == "42 0\n"
    [folder] = tmp_path.glob("svr_ros-numba-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert run(sources, **environment).stdout == "42 1\n"


def test_compiles_without_any_writable_folder(sources: Path, tmp_path: Path) -> None:
    environment = block_caches(sources, tmp_path)
    (tmp_path / f"svr_ros-numba-{os.getuid()}").write_text("")
    assert run(sources, **environment).stdout == "42 0\n"


def test_temporary_folder_that_others_can_write_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    folder = compiled._temporary_folder()
    assert folder is not None
    folder.chmod(0o777)
    assert compiled._temporary_folder() is None
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert compiled._temporary_folder() is None


@pytest.mark.parametrize(("suffix", "damage"), [("nbi", "empty"), ("nbi", "folder"), ("nbc", "cut"), ("nbc", "zeros")])
def test_damaged_cache_is_replaced(sources: Path, suffix: str, damage: str) -> None:
    assert run(sources).stdout == "42 0\n"
    [file] = (sources / "__pycache__").glob(f"*.{suffix}")
    content = file.read_bytes()
    file.unlink()
    if damage == "folder":
        file.mkdir()
    else:
        file.write_bytes({"empty": b"", "cut": content[: len(content) // 2], "zeros": bytes(len(content))}[damage])
    result = run(sources)
    assert (result.stdout, result.stderr) == ("42 0\n", "")
    if damage != "folder":
        assert run(sources).stdout == "42 1\n"


def test_whole_package_starts_on_a_read_only_disk_without_a_home(tmp_path: Path) -> None:
    code = """
    import svr_ros.cli.main
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.synthesis import bounds
    from svr_ros.synthesis.layout import convex
    print("started")
    """
    # Copy the sources without their caches, and make all folders read-only
    copy = tmp_path / "package"
    shutil.copytree(ROOT / "svr_ros", copy / "svr_ros", ignore=shutil.ignore_patterns("__pycache__", "*.safetensors"))
    for folder in [path for path in copy.rglob("*") if path.is_dir()]:
        folder.chmod(0o555)
    # Root without capabilities obeys the modes of files as other users do
    no_root = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []
    environment = {**os.environ, "HOME": "/nonexistent", "PYTHONPATH": str(copy), "TMPDIR": str(tmp_path / "none")}
    environment.pop("XDG_CACHE_HOME", None)
    command = [*no_root, sys.executable, "-c", textwrap.dedent(code)]
    result = subprocess.run(command, env=environment, cwd=copy, capture_output=True, text=True, timeout=300)
    assert result.stdout == "started\n", result.stderr
    assert not list(copy.rglob("*.nbi"))


def test_compiled_functions_of_the_package_use_it() -> None:
    sources = [path for path in (ROOT / "svr_ros").rglob("*.py") if path.name != "compiled.py"]
    assert [path for path in sources if "cache=True" in path.read_text()] == []


def test_options_are_those_of_numba() -> None:
    @compiled.compiled(nogil=True, error_model="numpy")
    def divide(a: float, b: float) -> float:
        return a / b

    assert np.isinf(divide(1.0, 0.0))
