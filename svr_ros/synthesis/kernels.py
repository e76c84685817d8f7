"""How the package's kernels are compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from numba import njit

_SOURCES = (
    "scene",
    "shapes",
    "world",
    "noise",
    "woods",
    "fabrics",
    "stones",
    "prints",
    "materials",
    "shading",
    "render",
)

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in _SOURCES:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()[:12]


_FINGERPRINT = _fingerprint()
_compile = njit(cache=True, nogil=True, fastmath=True, error_model="numpy", _nrt=False)


def kernel(function: Kernel) -> Kernel:
    """Compile a function that allocates nothing, and keep the result on disk.

    Reference counts on its arrays, which are left out, would take half of the time. Numba keeps a compiled function
    until its own file changes, though it holds the functions that it calls too: a name that tells the state of all
    files prevents that it runs old ones.
    """
    function.__qualname__ += f"_{_FINGERPRINT}"
    compiled: Kernel = _compile(function)
    return compiled
