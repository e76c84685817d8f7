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
import struct
import zlib
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
    with pytest.raises(InputError, match=r"volume\.npz is not a volume"):
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


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int, *chunks: bytes) -> bytes:
    """Return a PNG file of 16-bit grey values that holds almost nothing of its pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0))
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", header, *chunks, png_chunk(b"IDAT", zlib.compress(b"0")), png_chunk(b"IEND", b"")]
    )


@pytest.mark.parametrize("name", ["depth.png", "labels.png"])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png_header(60_000, 60_000), r"is \[60000, 60000\]|cannot be read"),  # a bomb
        (png_header(8, 6), "cannot be read"),  # cut off
        (png_header(8, 6, png_chunk(b"gAMA", b"1")), "cannot be read"),  # ValueError of Pillow
        (png_header(8, 6, png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 27)))), "cannot be read"),
        (b"", "cannot be read"),
    ],
    ids=["bomb", "cut", "chunk", "text bomb", "empty"],
)
def test_damaged_image_is_one_sentence(folder: Path, name: str, content: bytes, expected: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(InputError, match=f"{name} ({expected})") as caught:
        load(folder)
    assert "\n" not in str(caught.value)


def test_classes_that_do_not_exist_are_named(folder: Path) -> None:
    labels = np.full((6, 8), 255, np.uint16)
    labels[2, 3] = 300  # which would wrap to class 44
    Image.fromarray(labels).save(folder / "labels.png")
    with pytest.raises(InputError, match=r"labels\.png holds the class 300; expected 0 to 9, and 255 for unknown"):
        load(folder)


def volume(**changed: object) -> dict[str, object]:
    return {
        "distance": np.zeros((3, 4, 5), np.int8), "origin": np.zeros(3), "voxel_size": 0.1, "truncation": 0.3,
        "signed": True, **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"distance": np.zeros((3, 4), np.int8)},
        {"distance": np.full((3, 4, 5), np.nan, np.float32)},
        {"distance": np.array([[[{}]]], object)},
        {"origin": np.zeros(2)},
        {"origin": "here"},
        {"voxel_size": 0.0},
        {"voxel_size": np.array([1.0, 2.0])},
        {"truncation": np.inf},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_unusable_volume_is_one_sentence(folder: Path, changed: dict[str, object]) -> None:
    np.savez(folder / "volume.npz", **volume(**changed))
    with pytest.raises(InputError, match=r"volume\.npz is not a volume \(.+\); expected an npz file with"):
        load(folder)


def test_damaged_volume_is_one_sentence_whatever_byte_is_wrong(folder: Path) -> None:
    path = folder / "volume.npz"
    rng = np.random.default_rng(0)
    np.savez_compressed(path, **volume(distance=rng.integers(-127, 128, (9, 9, 9)).astype(np.int8)))
    whole = path.read_bytes()
    refused = 0
    for position in rng.choice(len(whole), 300, replace=False):
        damaged = bytearray(whole)
        damaged[position] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        try:
            load(folder)
        except InputError as error:
            refused += "is not a volume" in str(error)
    assert refused > 150


def test_volume_that_is_larger_than_memory_is_not_decompressed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_MAX_VOLUME_BYTES", 100_000)
    np.savez_compressed(folder / "volume.npz", **volume(distance=np.zeros((100, 100, 100), np.int8)))
    with pytest.raises(InputError, match="its distances take 1,000,128 bytes, more than 100,000"):
        load(folder)
