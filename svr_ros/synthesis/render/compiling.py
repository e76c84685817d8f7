"""How the package's kernels are compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _fingerprint() -> str:
    """Return what tells the state of all files with kernels, and of what they take constants from."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        source = path.read_bytes()
        if path.stem == "scene" or b"render.compiling import" in source:
            digest.update(source)
    return digest.hexdigest()[:12]


_FINGERPRINT = _fingerprint()
_OPTIONS = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy", "_nrt": False}
_compile, _compile_inlined = njit(**_OPTIONS), njit(**_OPTIONS, forceinline=True)


def kernel(function: Kernel) -> Kernel:
    """Compile a function that allocates nothing, and keep the result on disk.

    Reference counts on its arrays, which are left out, would take half of the time. Numba keeps a compiled function
    until its own file changes, though it holds the functions that it calls too: a name that tells the state of all
    files prevents that it runs old ones.
    """
    return _named(_compile, function)


def inlined(function: Kernel) -> Kernel:
    """Compile what `kernel` does into its callers.

    A call hands over every array of every bundle by seven to thirteen numbers, which takes longer than much of what is
    done for a pixel.
    """
    return _named(_compile_inlined, function)


def _named(compile_it: Callable[[Kernel], Kernel], function: Kernel) -> Kernel:
    function.__qualname__ += f"_{_FINGERPRINT}"
    return compile_it(function)
