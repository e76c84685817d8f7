"""Reconstruct a whole indoor scene in 3D, hidden parts included, from single camera images."""

from pkgutil import extend_path

__version__ = "0.1.0"

# Run from a source tree, the generated messages (svr_ros.msg, svr_ros.srv) lie in the installed half of the package.
__path__ = extend_path(__path__, __name__)
