import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.evaluation import frames
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.files import find_sources
from svr_ros.synthesis.samples import make_sample

CAMERA = {"width": 8, "height": 6, "K": [8, 0, 3.5, 0, 8, 2.5, 0, 0, 1]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (8, 6), "white").save(tmp_path / "image.jpg")
    (tmp_path / "camera.json").write_text(json.dumps(CAMERA))
    return tmp_path


def load(folder: Path) -> frames.Frame:
    [source] = find_sources(folder)
    return frames.load_frame(source)


def test_frame_has_the_ground_truth_files_of_its_folder(folder: Path) -> None:
    bare = load(folder)
    assert bare.depth is None and bare.labels is None and bare.volume is None
    Image.fromarray(np.full((6, 8), 2500, np.uint16)).save(folder / "depth.png")
    Image.fromarray(np.full((6, 8), 6, np.uint8)).save(folder / "labels.png")
    distance = np.full((3, 4, 5), -127, np.int8)
    np.savez(
        folder / "volume.npz", distance=distance, labels=np.zeros((3, 4, 5), np.uint8), origin=np.zeros(3),
        voxel_size=0.1, truncation=0.3, signed=True,
    )  # fmt: skip
    frame = load(folder)
    assert frame.depth is not None and frame.labels is not None and frame.volume is not None
    assert frame.depth[0, 0] == pytest.approx(2.5) and frame.depth.dtype == np.float32
    assert (frame.labels == 6).all()
    assert frame.volume.signed and frame.volume.distance[0, 0, 0] == pytest.approx(-0.3)
    assert frame.camera.width == 8


def test_depth_is_measured_unless_the_source_says_that_it_was_rendered(folder: Path) -> None:
    assert load(folder).measured
    (folder / "camera.json").write_text(json.dumps({**CAMERA, "source": "3D-FRONT render"}))
    assert not load(folder).measured


def test_broken_ground_truth_is_named(folder: Path) -> None:
    Image.fromarray(np.zeros((5, 8), np.uint16)).save(folder / "depth.png")
    with pytest.raises(InputError, match=r"depth\.png is \[5, 8\]"):
        load(folder)
    (folder / "depth.png").write_text("no image")
    with pytest.raises(InputError, match=r"depth\.png cannot be read"):
        load(folder)
    (folder / "depth.png").unlink()
    np.savez(folder / "volume.npz", distance=np.zeros(3))
    with pytest.raises(InputError, match=r"volume\.npz is no volume"):
        load(folder)


def test_voxel_centres_and_crop() -> None:
    distance = np.arange(4 * 3 * 2, dtype=np.float32).reshape(4, 3, 2)
    volume = frames.TrueVolume(distance, np.array([-1.0, 0, 2]), 0.5, True)
    centres = volume.centres()
    np.testing.assert_allclose(centres[3, 2, 1], [0.5, 1.0, 2.5])
    part = volume.crop(np.array([-0.6, -9, 2.1]), np.array([0.1, 0.5, 9]))
    inside = ((centres >= [-0.6, -9, 2.1]) & (centres <= [0.1, 0.5, 9])).all(-1)
    np.testing.assert_array_equal(part.distance.ravel(), distance[inside])
    np.testing.assert_allclose(part.centres().reshape(-1, 3), centres[inside])
    assert volume.crop(np.array([5.0, 5, 5]), np.array([6.0, 6, 6])).distance.size == 0


def test_frame_of_a_sample_has_no_ground_truth_outside_of_its_camera() -> None:
    samples = (make_sample(frames.FIRST_EVAL_SAMPLE + number, Frustum(), 64, rays=1) for number in range(20))
    sample = next(sample for sample in samples if not sample.valid.all())
    frame = frames.frame_of_sample("room", sample, Frustum())
    assert frame.depth is not None and frame.labels is not None
    assert (frame.depth[~sample.valid] == 0).all() and (frame.labels[~sample.valid] == 255).all()
    np.testing.assert_array_equal(frame.depth[sample.valid], sample.depth[sample.valid])
    np.testing.assert_array_equal(frame.labels[sample.valid], sample.labels[sample.valid])
    assert frame.valid is not None and (frame.image[~frame.valid] == 127).all()
