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
