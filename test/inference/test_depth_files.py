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

"""Depth images in files, and the ground as text."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.inference.depth_files import depth_beside, parse_ground, read_depth

METRES = np.array([[1.5, 2.25, np.nan], [0.001, 65.534, np.nan]], np.float32)


def test_png_is_in_millimetres_and_0_and_65535_are_unknown(tmp_path: Path) -> None:
    values = np.array([[1500, 2250, 0], [1, 65534, 65535]], np.uint16)
    for name in ("depth.png", "depth.tiff"):
        Image.fromarray(values).save(tmp_path / name)
        depth = read_depth(tmp_path / name)
        assert depth.dtype == np.float32
        np.testing.assert_allclose(depth, METRES, rtol=1e-6)


def test_floating_point_files_are_in_metres(tmp_path: Path) -> None:
    values = np.array([[1.5, -1, np.nan], [0, np.inf, 3]], np.float32)
    Image.fromarray(values).save(tmp_path / "depth.tif")
    np.save(tmp_path / "depth.npy", values.astype(np.float64))
    expected = np.array([[1.5, np.nan, np.nan], [np.nan, np.nan, 3]], np.float32)
    for name in ("depth.tif", "depth.npy"):
        np.testing.assert_array_equal(read_depth(tmp_path / name), expected)


@pytest.mark.parametrize(
    "name", ["text.png", "text.npy", "eight.png", "color.png", "integers.npy", "cube.npy", "empty.npy"]
)
def test_what_is_no_depth_image_is_refused_with_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.startswith("text"):
        path.write_text("no depth")
    elif name == "empty.npy":
        np.save(path, np.ones((0, 0), np.float32))
    elif path.suffix == ".npy":
        np.save(path, np.ones((4, 4), np.uint16) if name.startswith("integers") else np.ones((2, 4, 4)))
    else:
        Image.new("L" if name.startswith("eight") else "RGB", (4, 4)).save(path)
    with pytest.raises(InputError, match=rf"{name} .*; expected a 16-bit PNG in millimetres, a 32-bit float TIFF or"):
        read_depth(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    for name in ("none.png", "none.npy"):
        with pytest.raises(InputError, match=f"{name} does not exist"):
            read_depth(tmp_path / name)


def test_depth_is_found_next_to_the_image(tmp_path: Path) -> None:
    assert depth_beside(tmp_path / "image.jpg") is None
    Image.fromarray(np.ones((2, 2), np.uint16)).save(tmp_path / "depth.png")
    assert depth_beside(tmp_path / "image.jpg") == tmp_path / "depth.png"


def test_ground_is_height_pitch_and_roll() -> None:
    level, down, rolled = (parse_ground(text) for text in ("1.2", "1.2:30", "1.2:30:-5"))
    assert level.height == down.height == rolled.height == 1.2
    np.testing.assert_allclose(level.normal, (0, -1, 0), atol=1e-12)
    np.testing.assert_allclose(down.normal, (0, -math.cos(math.pi / 6), -0.5), atol=1e-12)
    assert rolled.normal[0] > 0.05


@pytest.mark.parametrize("text", ["", "a", "1.2:", "1:2:3:4", "0", "-1", "nan", "1:90", "1:0:inf"])
def test_text_that_is_no_ground_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected"):
        parse_ground(text)


def _npy(header: str) -> bytes:
    return b"\x93NUMPY\x01\0" + len(header).to_bytes(2, "little") + header.encode()


def _archive() -> bytes:
    file = io.BytesIO()
    np.savez(file, depth=np.ones((4, 4), np.float32))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_archive(), id="npz"),
        pytest.param(_npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000)}\n"), id="claims 4 TB"),
        pytest.param(_npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n") + b"cos\nsystem\n", id="pickle"),
        pytest.param(_npy("{" * 9000), id="deep"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 4 4\n", id="EPS, which starts Ghostscript"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\2IHDR\0\0", id="short chunk"),
        pytest.param(b"II*\0\xff\xff\xff\xff", id="TIFF"),
        pytest.param(b"", id="empty"),
    ],
)
@pytest.mark.parametrize("name", ["depth.npy", "depth.png"])
def test_damaged_files_are_one_sentence(content: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"{name} (cannot be read as a depth image|is in no known format)") as raised:
        read_depth(path)
    assert len(str(raised.value)) < 700 and "Ghostscript" not in str(raised.value)


def test_home_is_expanded_and_folders_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    Image.fromarray(np.full((2, 2), 1500, np.uint16)).save(tmp_path / "d.png")
    np.testing.assert_allclose(read_depth("~/d.png"), 1.5)
    with pytest.raises(InputError, match="is a folder; expected a depth image"):
        read_depth(tmp_path)
