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

"""Surfaces of fields known in closed form: a plane, a sphere and a box."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
import trimesh
from torch import Tensor

from svr_ros.geometry import surface
from svr_ros.geometry.frustum import Frustum

FRUSTUM = Frustum()
RESOLUTION = 64
CENTRES = FRUSTUM.to_camera(FRUSTUM.centres(RESOLUTION).astype(np.float64))


@dataclass(frozen=True)
class Plane:
    normal = np.array([0.2, -0.6, -0.77]) / np.linalg.norm([0.2, -0.6, -0.77])
    offset = 2.1

    def distance(self, points: np.ndarray) -> np.ndarray:
        return points @ self.normal + self.offset

    def normals(self, points: np.ndarray) -> np.ndarray:
        return np.broadcast_to(self.normal, points.shape)


@dataclass(frozen=True)
class Sphere:
    centre = np.array([0.1, 0.05, 2.4])
    radius = 0.5

    def distance(self, points: np.ndarray) -> np.ndarray:
        return np.linalg.norm(points - self.centre, axis=-1) - self.radius

    def normals(self, points: np.ndarray) -> np.ndarray:
        return (points - self.centre) / np.linalg.norm(points - self.centre, axis=-1, keepdims=True)


@dataclass(frozen=True)
class Box:
    centre = np.array([-0.1, 0.1, 2.3])
    half = np.array([0.5, 0.35, 0.4])

    def distance(self, points: np.ndarray) -> np.ndarray:
        beyond = np.abs(points - self.centre) - self.half
        return np.linalg.norm(np.maximum(beyond, 0), axis=-1) + np.minimum(beyond.max(-1), 0)

    def normals(self, points: np.ndarray) -> np.ndarray:
        share = (points - self.centre) / self.half
        return np.where(np.abs(share) == np.abs(share).max(-1, keepdims=True), np.sign(share), 0)

    def is_flat(self, points: np.ndarray) -> np.ndarray:
        """Tell which points lie further than two voxels from the edges, where normals turn."""
        beyond = np.sort(np.abs(points - self.centre) - self.half, -1)
        return beyond[..., 1] < -0.1


SHAPES = [Plane(), Sphere(), Box()]
SOLIDS = [Sphere(), Box()]


def field(shape) -> Tensor:
    return torch.from_numpy(shape.distance(CENTRES).astype(np.float32))


def half_voxel(points: np.ndarray) -> np.ndarray:
    """Return half the shortest side of the voxels at points [N, 3], in metres."""
    z = points[:, 2]
    s = FRUSTUM.slice_of_depth(z)
    thickness = FRUSTUM.depth_of_slice(s + 0.5 / RESOLUTION) - FRUSTUM.depth_of_slice(s - 0.5 / RESOLUTION)
    return np.minimum(thickness, 2 * min(FRUSTUM.tan_x, FRUSTUM.tan_y) * z / RESOLUTION) / 2


def angles(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.degrees(np.arccos(np.clip((a * b).sum(-1), -1, 1)))


def triangles(shape) -> trimesh.Trimesh:
    volume, faces = surface.triangulate(field(shape))
    return trimesh.Trimesh(FRUSTUM.to_camera(volume.double()).numpy(), faces.numpy(), process=False)


def test_first_surface_of_a_plane_is_where_the_ray_meets_it() -> None:
    s = surface.first_surface(field(Plane()))
    rays = CENTRES[0] / CENTRES[0, :, :, 2:]
    depth = -Plane.offset / (rays @ Plane.normal)
    inside = (depth > 1.1) & (depth < 3.8)
    assert inside.mean() > 0.3
    np.testing.assert_allclose(FRUSTUM.depth_of_slice(s).numpy()[inside], depth[inside], atol=0.005)


def test_column_without_surface_is_nan_and_solid_column_starts_at_once() -> None:
    tsdf = torch.ones(8, 1, 3)
    tsdf[:, 0, 1] = -1
    tsdf[[2, 5], 0, 2] = -1
    s = surface.first_surface(tsdf)
    assert s.dtype == torch.float32
    assert s[0, 0].isnan() and s[0, 1] == 0.5 / 8
    assert s[0, 2] == 2 / 8  # the nearer of two, in the middle between the centres of voxels 1 and 2


@pytest.mark.parametrize("slices", [8, 255, 256, 257, 400])
def test_first_surface_is_found_in_every_slice(slices: int) -> None:
    tsdf = torch.ones(slices, 1, slices)
    tsdf[torch.triu(torch.ones(slices, slices, dtype=torch.bool)).T[:, None]] = -1  # column k is solid from slice k on
    expected = torch.arange(slices).clamp(min=0.5) / slices
    torch.testing.assert_close(surface.first_surface(tsdf)[0], expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_zero_crossings_lie_on_the_surface(shape) -> None:
    volume = surface.zero_crossings(field(shape))
    assert volume.dtype == torch.float32 and len(volume) > 2000
    points = FRUSTUM.to_camera(volume.double()).numpy()
    assert (np.abs(shape.distance(points)) < half_voxel(points)).all()


def test_zero_crossings_are_found_along_each_axis_and_nowhere_else() -> None:
    tsdf = torch.ones(4, 5, 6)
    tsdf[1, 2, 3] = -3.0
    volume = surface.zero_crossings(tsdf).double()
    # A quarter of the way from each free neighbour to the solid voxel.
    index = volume * torch.tensor([6, 5, 4]) - 0.5
    offsets = index - torch.tensor([3.0, 2.0, 1.0])
    assert len(volume) == 6
    torch.testing.assert_close(offsets.abs().sum(1), torch.full((6,), 0.75).double(), atol=1e-6, rtol=0)
    assert (offsets.abs().max(1).values > 0.74).all() and (offsets.sum(0).abs() < 1e-6).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_mesh_lies_on_the_surface_and_faces_free_space(shape) -> None:
    mesh = triangles(shape)
    assert (np.abs(shape.distance(mesh.vertices)) < half_voxel(mesh.vertices)).all()
    # Marching cubes cut off the box's edges: there faces look between its sides.
    flat = shape.is_flat(mesh.triangles_center) if isinstance(shape, Box) else np.ones(len(mesh.faces), bool)
    large = mesh.area_faces > 1e-6
    assert (angles(mesh.face_normals, shape.normals(mesh.triangles_center))[flat & large] < 20).all()


@pytest.mark.parametrize("shape, volume", [(Sphere(), 4 / 3 * np.pi * 0.5**3), (Box(), 8 * 0.5 * 0.35 * 0.4)])
def test_mesh_of_a_solid_is_closed_and_holds_its_volume(shape, volume: float) -> None:
    mesh = triangles(shape)
    assert mesh.is_watertight and mesh.is_winding_consistent and mesh.euler_number == 2
    assert mesh.volume == pytest.approx(volume, rel=0.02)  # positive: faces look outwards


def test_mesh_of_a_plane_ends_only_at_the_border_of_the_volume() -> None:
    volume, faces = surface.triangulate(field(Plane()))
    edges = np.sort(np.concatenate([faces.numpy()[:, [i, (i + 1) % 3]] for i in range(3)]), 1)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    assert count.max() == 2 and (count == 2).mean() > 0.9  # vertices are shared
    open_ends = volume.numpy()[np.unique(unique[count == 1])]
    to_border = np.minimum(open_ends, 1 - open_ends).min(1)
    np.testing.assert_allclose(to_border, 0.5 / RESOLUTION, atol=1e-6)


@pytest.mark.parametrize("shape, most", [(Plane(), 0.1), (Sphere(), 0.5), (Box(), 0.1)])
def test_normals_follow_the_closed_form_up_to_the_border(shape, most: float) -> None:
    tsdf = field(shape)
    volume = surface.zero_crossings(tsdf)
    normals = surface.normals_at(tsdf, FRUSTUM, volume).numpy()
    points = FRUSTUM.to_camera(volume.double()).numpy()
    judged = shape.is_flat(points) if isinstance(shape, Box) else np.ones(len(points), bool)
    assert judged.sum() > 1500
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-5)
    assert angles(normals, shape.normals(points))[judged].max() < most


def test_volume_without_surface_has_none() -> None:
    for tsdf in (torch.ones(8, 8, 8), -torch.ones(8, 8, 8)):
        vertices, faces = surface.triangulate(tsdf)
        assert vertices.shape == (0, 3) and faces.shape == (0, 3)
        volume = surface.zero_crossings(tsdf)
        assert volume.shape == (0, 3)
        assert surface.normals_at(tsdf, FRUSTUM, volume).shape == (0, 3)


def test_nearest_voxel_holds_the_place_and_borders_belong_to_the_volume() -> None:
    volume = torch.tensor([[0.0, 0.0, 0.0], [0.49, 0.51, 0.3], [1.0, 1.0, 1.0], [-0.2, 1.3, 0.5]])
    index = torch.stack(surface.nearest_voxel(volume, (2, 4, 10)), 1)
    assert index.tolist() == [[0, 0, 0], [0, 2, 4], [1, 3, 9], [1, 3, 0]]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_gpu_gives_the_same_surfaces_and_keeps_them() -> None:
    tsdf = field(Sphere())
    volume, normals, meshes = [], [], []
    for device in ("cpu", "cuda"):
        there = tsdf.to(device)
        places = surface.zero_crossings(there)
        volume.append(places)
        normals.append(surface.normals_at(there, FRUSTUM, places))
        meshes.append((surface.first_surface(there), *surface.triangulate(there)))
    for of_cpu, of_gpu in [volume, normals, *zip(*meshes, strict=True)]:
        assert of_gpu.is_cuda
        torch.testing.assert_close(of_gpu.cpu(), of_cpu, equal_nan=True)
