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

"""The weights that come with the package, and the check of their integrity."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from svr_ros.errors import InputError

SHIPPED_CODEC = "codec"
"""Name of the block codec among the shipped weights."""

_SUFFIX = ".safetensors"


def shipped_path(name: str) -> Path:
    """Return the path of the shipped weights of a name, whether or not they exist."""
    return Path(str(files("svr_ros") / "weights" / f"{name}{_SUFFIX}"))


def shipped_hashes() -> dict[str, str]:
    """Return the SHA-256 of all shipped weights by name, as listed in SHA256SUMS."""
    sums = Path(str(files("svr_ros") / "weights" / "SHA256SUMS"))
    if not sums.is_file():
        return {}
    lines = (line.split() for line in sums.read_text().splitlines() if line)
    return {file.removesuffix(_SUFFIX): digest for digest, file in lines}


def require_as_shipped(name: str, digest: str) -> None:
    """Raise InputError if the SHA-256 of shipped weights is not the listed one."""
    expected = shipped_hashes()[name]
    if digest != expected:
        raise InputError(
            f"the shipped weights {name!r} have the SHA-256 {digest[:12]}...; expected {expected[:12]}...: "
            "the file was changed or cut off, install the package again"
        )
