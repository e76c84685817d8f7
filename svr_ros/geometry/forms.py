"""Points and meshes of a scene, in metres."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import decimation, rigid
from svr_ros.inference.selection import even_share


@dataclass(frozen=True)
class PointSet:
    """Hold points [N, 3] in metres and their labels [N], confidence [N] in 0..1 and sRGB colors [N, 3].

    Surface points have unit normals [N, 3], and it is known which are hidden from the camera [N]; points of the band
    have their signed distance tsdf [N] in metres.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    colors: NDArray[np.uint8]
    normals: NDArray[np.float32] | None = None
    tsdf: NDArray[np.float32] | None = None
    hidden: NDArray[np.bool_] | None = None

    def taken(self, index: NDArray[Any]) -> PointSet:
        """Return the points of an index, or of a mask [N]."""
        given = {column.name: getattr(self, column.name) for column in fields(self)}
        taken: dict[str, Any] = {name: None if values is None else values[index] for name, values in given.items()}
        return PointSet(**taken)

    def thinned(self, most: int) -> PointSet:
        """Return an even share of at most so many points."""
        count = len(self.points)
        return self if count <= most else self.taken(even_share(np.arange(count), most))

    def moved(self, frame_from_camera: NDArray[np.float64]) -> PointSet:
        """Return the points in another frame, given the rigid transform [4, 4] to it."""
        normals = None if self.normals is None else rigid.turn(frame_from_camera, self.normals)
        return replace(self, points=rigid.move(frame_from_camera, self.points), normals=normals)


@dataclass(frozen=True)
class Mesh:
    """Hold vertices [V, 3] in metres, faces [F, 3]; per vertex unit normals [V, 3], sRGB colors [V, 3], labels [V]."""

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    normals: NDArray[np.float32]
    colors: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def of_labels(self, wanted: NDArray[np.bool_]) -> Mesh:
        """Return the faces of which two corners or more have a wanted label; wanted is bool [256]."""
        corners = wanted[self.labels][self.faces]
        return self if corners.all() else replace(self, faces=self.faces[corners.sum(1) >= 2])

    def decimated(self, most: int) -> Mesh:
        """Return a mesh of at most so many faces; a vertex stands for those near it."""
        index, vertices, faces = decimation.decimate(self.vertices, self.faces, most)
        return Mesh(vertices, faces, self.normals[index], self.colors[index], self.labels[index])

    def moved(self, frame_from_camera: NDArray[np.float64]) -> Mesh:
        """Return the mesh in another frame, given the rigid transform [4, 4] to it."""
        return replace(
            self,
            vertices=rigid.move(frame_from_camera, self.vertices),
            normals=rigid.turn(frame_from_camera, self.normals),
        )
