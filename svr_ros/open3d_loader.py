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

"""Loading of Open3D, an optional dependency."""

from __future__ import annotations

import ctypes
from types import ModuleType

from svr_ros.errors import InputError


def load_open3d() -> ModuleType:
    """Return the module `open3d`, after loading PyPI's libusb for machines without one.

    Raises InputError if Open3D cannot be loaded.
    """
    try:
        import libusb_package
    except ImportError:
        pass  # Open3D then uses the system's libusb, or reports that there is none
    else:
        ctypes.CDLL(str(libusb_package.get_library_path()), mode=ctypes.RTLD_GLOBAL)
    try:
        import open3d
    except (ImportError, OSError) as error:
        raise InputError(f"Open3D cannot be loaded ({error}); expected `pip install open3d libusb-package`") from error
    return open3d
