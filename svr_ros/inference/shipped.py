"""The weights that come with the package, and whether they are whole."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from svr_ros.errors import InputError

_SUFFIX = ".safetensors"


def shipped_path(name: str) -> Path:
    """Return where the shipped weights of a name are, or would be."""
    return Path(str(files("svr_ros") / "weights" / f"{name}{_SUFFIX}"))


def shipped_hashes() -> dict[str, str]:
    """Return the SHA-256 of all shipped weights by name, as SHA256SUMS beside them tells."""
    sums = Path(str(files("svr_ros") / "weights" / "SHA256SUMS"))
    if not sums.is_file():
        return {}
    lines = (line.split() for line in sums.read_text().splitlines() if line)
    return {file.removesuffix(_SUFFIX): digest for digest, file in lines}


def require_as_shipped(name: str, digest: str) -> None:
    """Raise InputError where shipped weights have another SHA-256 than when they were shipped."""
    expected = shipped_hashes()[name]
    if digest != expected:
        raise InputError(
            f"the shipped weights {name!r} have the SHA-256 {digest[:12]}...; expected {expected[:12]}...: "
            "the file was changed or cut off, install the package again"
        )
