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

import json
import os
from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference import files
from svr_ros.inference.photos import read_image, read_photo
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.labels import COLORS, NAMES, Label


def vertex_colors(mesh: trimesh.Trimesh) -> np.ndarray:
    return np.asarray(mesh.visual.vertex_colors)[:, :3]


@pytest.mark.parametrize("suffix", ["ply", "obj", "glb"])
def test_mesh_files_hold_the_surfaces_in_metres(
    suffix, reconstruction: Reconstruction, known_scene, tmp_path: Path
) -> None:
    path = tmp_path / f"scene.{suffix}"
    files.write(reconstruction, path)
    mesh = trimesh.load(path, force="mesh", process=False)
    to_optical = np.array([1, -1, -1]) if suffix == "glb" else np.ones(3)
    points = mesh.vertices * to_optical
    assert np.percentile(np.abs(known_scene.signed(points)), 95) < 0.02
    assert points[:, 2].max() > 3.4 and points[:, 1].max() > 0.55  # floor and wall are there, where they belong
    clear = np.abs(np.diff(np.sort(known_scene.distances(points), -1)[:, :2]))[:, 0] > 0.1
    expected = COLORS[known_scene.labels(points)]
    assert (vertex_colors(mesh)[clear] == expected[clear]).all(1).mean() > 0.99
    normals = mesh.vertex_normals * to_optical
    ahead = known_scene.signed(points + 0.05 * normals)
    assert (ahead > 0).mean() > 0.95  # normals point into free space


def test_ply_names_the_class_of_each_vertex(reconstruction: Reconstruction, tmp_path: Path) -> None:
    files.write(reconstruction, tmp_path / "scene.ply")
    mesh = trimesh.load(tmp_path / "scene.ply", process=False)
    labels = mesh.metadata["_ply_raw"]["vertex"]["data"]["label"].ravel()
    assert (COLORS[labels] == vertex_colors(mesh)).all()


def test_mesh_in_image_colors(reconstruction: Reconstruction, tmp_path: Path) -> None:
    files.write(reconstruction, tmp_path / "scene.ply", colors="image")
    colors = vertex_colors(trimesh.load(tmp_path / "scene.ply", process=False))
    assert {tuple(c) for c in np.unique(colors, axis=0)} - {tuple(c) for c in COLORS}  # pink: the ball's back


def test_arrays_keep_the_contract(reconstruction: Reconstruction, known_scene, camera: Camera, tmp_path: Path) -> None:
    files.write(reconstruction, tmp_path / "scene.npz")
    content = np.load(tmp_path / "scene.npz", allow_pickle=False)
    depth, labels = content["depth"], content["labels"]
    true_depth, true_labels, _ = known_scene.view(camera)
    assert depth.shape == labels.shape == (240, 320)
    inside = labels != 255
    np.testing.assert_array_equal(inside, np.isfinite(depth))
    assert 0.5 < inside.mean() < 1  # this camera sees more than the canonical view
    assert np.median(np.abs(depth - true_depth)[inside]) < 0.02
    assert (labels == true_labels)[inside].mean() > 0.98
    assert [str(name) for name in content["class_names"]] == list(NAMES)
    # A voxel found by the file's own numbers: the middle of the ball.
    size, K = content["canonical_size"], content["canonical_K"]
    x, y, z = 0.1, 0.1, 2.4
    near, far = float(content["near"]), float(content["far"])
    s = 1 - np.sqrt(near * (far - z) / ((far - near) * z))
    u, v = K[0, 0] * x / z + K[0, 2] + 0.5, K[1, 1] * y / z + K[1, 2] + 0.5
    sides = content["tsdf"].shape
    voxel = int(s * sides[0]), int(v / size[1] * sides[1]), int(u / size[0] * sides[2])
    assert content["tsdf"][voxel] == pytest.approx(-content["truncation"])
    assert content["volume_labels"][voxel] == Label.CHAIR
    assert content["confidence"].shape == sides


def test_scene_without_an_image_is_written_as_what_it_is(reconstruction: Reconstruction, tmp_path: Path) -> None:
    scene = SceneVolume(
        frustum=reconstruction.frustum,
        truncation=reconstruction.truncation,
        tsdf=reconstruction.tsdf,
        labels=reconstruction.labels,
        confidence=reconstruction.confidence,
        valid=reconstruction.valid,
    )
    for suffix in files.FORMATS:
        files.write(scene, tmp_path / f"bare.{suffix}")
        files.write(reconstruction, tmp_path / f"whole.{suffix}")
    for suffix in ("glb", "ply", "obj"):  # the same scene, whether there is an image or not
        assert (tmp_path / f"bare.{suffix}").read_bytes() == (tmp_path / f"whole.{suffix}").read_bytes()
    bare, whole = (np.load(tmp_path / f"{name}.npz", allow_pickle=False) for name in ("bare", "whole"))
    assert set(whole) - set(bare) == {"depth", "labels", "source", "volume_source", "occupied_probability"}
    for name in bare:
        np.testing.assert_array_equal(bare[name], whole[name])
    width, height = Image.open(tmp_path / "bare.png").size
    assert width > 3 * 480 and 400 < height < 600
    with pytest.raises(InputError, match="without an image"):
        files.write(scene, tmp_path / "bare.glb", colors="image")


def test_sheet_is_an_image(reconstruction: Reconstruction, tmp_path: Path) -> None:
    files.write(reconstruction, tmp_path / "scene.png", np.zeros((240, 320, 3), np.uint8))
    assert min(Image.open(tmp_path / "scene.png").size) > 500


def test_unknown_suffix_and_missing_folder_are_refused(reconstruction: Reconstruction, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"scene\.stl.*expected \.glb"):
        files.write(reconstruction, tmp_path / "scene.stl")
    with pytest.raises(InputError, match=r"folder .*missing.* does not exist"):
        files.write(reconstruction, tmp_path / "missing" / "scene.glb")


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "scene.glb"
    path.write_bytes(b"old")

    def fail(partial: Path) -> None:
        partial.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device"):
        files.write_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_image_is_turned_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20), "black")
    image.paste("white", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise by a right angle
    image.save(tmp_path / "turned.png", exif=exif)
    upright = read_image(tmp_path / "turned.png")
    assert upright.shape == (40, 20, 3)
    assert upright[:20].min() == 255 and upright[20:].max() == 0


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "1", "I;16"])
def test_every_kind_of_image_becomes_rgb(mode: str, tmp_path: Path) -> None:
    name = "image.tif" if mode == "CMYK" else "image.png"
    grey = Image.new("L", (8, 6), 255)
    image = Image.fromarray(np.full((6, 8), 65535, np.uint16)) if mode == "I;16" else grey.convert(mode)
    image.save(tmp_path / name)
    image = read_image(tmp_path / name)
    assert image.shape == (6, 8, 3) and image.dtype == np.uint8 and (image == 255).all()


def test_broken_and_missing_images_are_named(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no image")
    Image.new("RGB", (64, 64), "red").save(tmp_path / "whole.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:400])
    for name in ("text.jpg", "cut.jpg"):
        with pytest.raises(InputError, match=f"{name} cannot be read as an image"):
            read_image(tmp_path / name)
    with pytest.raises(InputError, match=r"none\.jpg does not exist"):
        read_image(tmp_path / "none.jpg")


def test_camera_of_a_photo_has_its_focal_length(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA405] = 26
    Image.new("RGB", (400, 300)).save(tmp_path / "phone.jpg", exif=exif)
    camera = read_photo(tmp_path / "phone.jpg").camera
    assert camera is not None
    # 26 mm before a diagonal of 43.27 mm; the image's diagonal is 500 pixels.
    assert camera.K[0, 0] == pytest.approx(26 / 43.267 * 500, rel=1e-6)
    Image.new("RGB", (4, 3)).save(tmp_path / "plain.jpg")
    assert read_photo(tmp_path / "plain.jpg").camera is None


def test_sources_are_images_frames_and_folders_of_frames(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / "frames" / name).mkdir(parents=True)
        (tmp_path / "frames" / name / "image.jpg").touch()
        (tmp_path / "frames" / name / "camera.json").write_text(json.dumps({}))
    (tmp_path / "frames" / "other").mkdir()
    (tmp_path / "photo.jpg").touch()
    assert [s.name for s in files.find_sources(tmp_path / "frames")] == ["a", "b"]
    [frame] = files.find_sources(tmp_path / "frames" / "b")
    assert (frame.name, frame.image.name, frame.camera.name) == ("b", "image.jpg", "camera.json")
    [photo] = files.find_sources(tmp_path / "photo.jpg")
    assert (photo.name, photo.camera) == ("photo", None)
    with pytest.raises(InputError, match="holds no frames"):
        files.find_sources(tmp_path / "frames" / "other")
    with pytest.raises(InputError, match=rf"its images are given one by one, as by {tmp_path}/\*\.jpg"):
        files.find_sources(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        files.find_sources(tmp_path / "nothing")


def test_symbolic_links_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "old.png").write_bytes(b"old")
    (tmp_path / "link.png").symlink_to("real/old.png")
    (tmp_path / "ahead.png").symlink_to(tmp_path / "real" / "new.png")  # points to nothing yet
    for name in ("link.png", "ahead.png"):
        files.write_image(np.zeros((4, 4, 3), np.uint8), tmp_path / name)
        assert (tmp_path / name).is_symlink()
    assert Image.open(tmp_path / "real" / "old.png").size == Image.open(tmp_path / "real" / "new.png").size == (4, 4)
    assert sorted(path.name for path in (tmp_path / "real").iterdir()) == ["new.png", "old.png"]


@pytest.mark.parametrize("length", [242, 251])
def test_long_names_work(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("x" * length + ".png")
    files.write_image(np.zeros((4, 4, 3), np.uint8), path)
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


def test_names_that_are_too_long_get_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 252 + ".png")
    with pytest.raises(InputError, match="File name too long"):
        files.check_output(path, (".png",))
    with pytest.raises(InputError, match="cannot be written: File name too long"):
        files.write_image(np.zeros((4, 4, 3), np.uint8), path)
    assert list(tmp_path.iterdir()) == []


def test_errors_of_computing_are_not_those_of_writing(
    tmp_path: Path, reconstruction: Reconstruction, monkeypatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "/cache/numba")

    monkeypatch.setattr(type(reconstruction), "mesh", fail)
    with pytest.raises(InputError, match=r"cannot be computed: No space left .* \(/cache/numba\); .*NUMBA_CACHE"):
        files.write(reconstruction, tmp_path / "scene.glb")


@pytest.mark.parametrize("suffix", files.FORMATS)
def test_modes_follow_the_umask(suffix: str, reconstruction: Reconstruction, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write(reconstruction, tmp_path / f"scene.{suffix}")
    finally:
        os.umask(before)
    assert (tmp_path / f"scene.{suffix}").stat().st_mode & 0o777 == 0o640


def test_image_of_a_frame_has_the_camera_next_to_it(tmp_path: Path) -> None:
    for name in ("image.jpg", "photo.jpg", "camera.json"):
        (tmp_path / name).touch()
    assert files.find_sources(tmp_path / "image.jpg")[0].camera == tmp_path / "camera.json"
    assert files.find_sources(tmp_path / "photo.jpg")[0].camera is None
