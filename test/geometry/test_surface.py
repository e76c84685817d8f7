import numpy as np
import pytest

from svr_ros.geometry import surface
from svr_ros.geometry.frustum import Frustum

FRUSTUM = Frustum()
RESOLUTION = 64
CENTRES = FRUSTUM.to_camera(FRUSTUM.centres(RESOLUTION).astype(np.float64))
PLANE_NORMAL = np.array([0.2, -0.6, -0.77]) / np.linalg.norm([0.2, -0.6, -0.77])
PLANE_OFFSET = 2.1
SPHERE_CENTRE, SPHERE_RADIUS = np.array([0.1, 0.05, 2.4]), 0.5


def plane(points: np.ndarray) -> np.ndarray:
    return (points @ PLANE_NORMAL + PLANE_OFFSET).astype(np.float32)


def sphere(points: np.ndarray) -> np.ndarray:
    return (np.linalg.norm(points - SPHERE_CENTRE, axis=-1) - SPHERE_RADIUS).astype(np.float32)


def half_voxel(depth: float) -> float:
    s = FRUSTUM.slice_of_depth(depth)
    return float(FRUSTUM.depth_of_slice(s + 0.5 / RESOLUTION) - FRUSTUM.depth_of_slice(s))


def test_first_surface_of_a_plane_is_where_the_ray_meets_it() -> None:
    s = surface.first_surface(plane(CENTRES))
    rays = CENTRES[0] / CENTRES[0, :, :, 2:]
    depth = -PLANE_OFFSET / (rays @ PLANE_NORMAL)
    inside = (depth > 1.1) & (depth < 3.8)
    assert inside.mean() > 0.3
    np.testing.assert_allclose(FRUSTUM.depth_of_slice(s)[inside], depth[inside], atol=0.005)


def test_column_without_surface_is_nan_and_solid_column_starts_at_once() -> None:
    tsdf = np.ones((8, 1, 2), np.float32)
    tsdf[:, 0, 1] = -1
    s = surface.first_surface(tsdf)
    assert np.isnan(s[0, 0]) and s[0, 1] == pytest.approx(0.5 / 8)


@pytest.mark.parametrize("field", [plane, sphere])
def test_zero_crossings_lie_on_the_surface(field) -> None:
    points = FRUSTUM.to_camera(surface.zero_crossings(field(CENTRES)))
    assert len(points) > 500
    assert np.abs(field(points)).max() < half_voxel(2.0)


@pytest.mark.parametrize("field", [plane, sphere])
def test_mesh_lies_on_the_surface_and_faces_free_space(field) -> None:
    volume, faces = surface.triangulate(field(CENTRES))
    vertices = FRUSTUM.to_camera(volume).astype(np.float64)
    assert np.abs(field(vertices)).max() < half_voxel(2.0)
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    normals = np.cross(b - a, c - a)
    middle = (a + b + c) / 3
    away = PLANE_NORMAL if field is plane else middle - SPHERE_CENTRE
    large = np.linalg.norm(normals, axis=1) > 1e-6
    assert ((normals * away).sum(1)[large] > 0).all()


def test_normals_follow_the_closed_form() -> None:
    field = sphere(CENTRES)
    volume = surface.zero_crossings(field)
    points = FRUSTUM.to_camera(volume)
    expected = (points - SPHERE_CENTRE) / np.linalg.norm(points - SPHERE_CENTRE, axis=1, keepdims=True)
    cosine = (surface.normals_at(field, FRUSTUM, volume) * expected).sum(1)
    assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).max() < 6


def test_volume_without_surface_has_an_empty_mesh() -> None:
    vertices, faces = surface.triangulate(np.ones((8, 8, 8), np.float32))
    assert vertices.shape == (0, 3) and faces.shape == (0, 3)
