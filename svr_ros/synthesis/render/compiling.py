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

"""Compilation and caching of the renderer's kernels."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from svr_ros.compiled import compiled

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _fingerprint() -> str:
    """Return a hash of all files with kernels and of the file that defines their constants."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        source = path.read_bytes()
        if path.stem == "scene" or b"render.compiling import" in source:
            digest.update(source)
    return digest.hexdigest()[:12]


_FINGERPRINT = _fingerprint()
_OPTIONS = {"nogil": True, "fastmath": True, "error_model": "numpy", "_nrt": False}
_compile, _compile_inlined = compiled(**_OPTIONS), compiled(**_OPTIONS, forceinline=True)


def kernel(function: Kernel) -> Kernel:
    """Compile a function that allocates nothing, and cache the result on disk.

    Reference counts on its arrays are left out: they would take half of the time. Numba caches a compiled function
    until its own file changes, although it contains the functions that it calls. A name with the fingerprint of all
    files keeps it from running outdated ones.
    """
    return _named(_compile, function)


def inlined(function: Kernel) -> Kernel:
    """Compile a function like `kernel`, but into its callers.

    A call passes every array of every NamedTuple as seven to thirteen numbers, which takes longer than much of the work
    on a pixel.
    """
    return _named(_compile_inlined, function)


def _named(compile_it: Callable[[Kernel], Kernel], function: Kernel) -> Kernel:
    function.__qualname__ += f"_{_FINGERPRINT}"
    return compile_it(function)
