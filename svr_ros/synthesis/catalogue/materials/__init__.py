"""The materials of a room: a table of rows, its surfaces and what its furniture is made of."""

from svr_ros.synthesis.catalogue.materials.library import MaterialLibrary

__all__ = ["MaterialLibrary"]
