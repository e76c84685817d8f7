"""The materials of one room."""

from svr_ros.synthesis.catalogue.palette import Palette as MaterialLibrary

__all__ = ["MaterialLibrary"]
