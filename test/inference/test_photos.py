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

"""Image files of any sample format and with any metadata."""

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.inference import photos
from svr_ros.inference.photos import read_photo


def ramp(dtype: type, highest: float) -> np.ndarray:
    return np.tile(np.linspace(0, highest, 64), (48, 1)).astype(dtype)


EXPECTED = np.linspace(0, 255, 64)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ramp.pgm", ramp(np.uint16, 65535)),
        ("ramp.png", ramp(np.uint16, 65535)),
        ("ramp.tif", ramp(np.uint16, 65535)),
        ("unit.tif", ramp(np.float32, 1)),
        ("bytes.tif", ramp(np.float32, 255)),
        ("words.tif", ramp(np.float32, 65535)),
        ("radiance.tif", ramp(np.float32, 1e6)),
        ("long.tif", ramp(np.int32, 2**31 - 128)),
    ],
)
def test_samples_of_any_format_are_scaled(tmp_path: Path, name: str, values: np.ndarray) -> None:
    if name.endswith(".tif"):
        Image.fromarray(values).save(tmp_path / name)
    else:
        assert cv2.imwrite(str(tmp_path / name), values)
    image = read_photo(tmp_path / name).image
    assert image.shape == (48, 64, 3) and image.dtype == np.uint8
    np.testing.assert_allclose(image[0, :, 1], EXPECTED, atol=1)


@pytest.mark.parametrize(
    ("dtype", "highest"), [(np.float32, 1), (np.float32, 255), (np.float32, 65535), (np.uint16, 65535)]
)
@pytest.mark.parametrize("channels", [3, 4])
def test_colours_of_tiff_are_scaled(tmp_path: Path, dtype: type, highest: float, channels: int) -> None:
    red = ramp(dtype, highest)
    values = np.dstack([red, red * 0, red[:, ::-1], red * 0 + dtype(highest)])[..., :channels]
    tifffile.imwrite(tmp_path / "colours.tif", values, photometric="rgb")
    image = read_photo(tmp_path / "colours.tif").image
    assert image.shape == (48, 64, 3) and image.dtype == np.uint8
    np.testing.assert_allclose(image[0], np.stack([EXPECTED, 0 * EXPECTED, EXPECTED[::-1]], -1), atol=1)


def test_size_of_an_unusual_tiff_is_checked_before_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, np.zeros((4, 4, 3), np.float32), photometric="rgb")
    content = bytearray(path.read_bytes())
    for tag in (256, 257):  # width and height, in entries of 12 bytes
        start = content.index(struct.pack("<HHI", tag, 4, 1))
        content[start : start + 12] = struct.pack("<HHII", tag, 4, 1, 60_000)
    path.write_bytes(content)
    with pytest.raises(InputError, match="3600000000 pixels; expected at most"):
        read_photo(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "it is HEIC"),
        (b"\xff\n" + bytes(20), "it is JPEG XL"),
        (b"<!DOCTYPE html><html>log in</html>", "it is an HTML page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "it is a pointer of Git LFS"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "it is SVG"),
        (b"just text", "unknown format"),
        (b"II*\0\x08\0\0\0" + bytes(50), "no_tiff.jpg cannot be read as an image"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "no_tiff.jpg"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        read_photo(path)
    assert "expected JPEG, PNG" in str(caught.value) and "\n" not in str(caught.value)


def test_image_without_a_number_is_refused(tmp_path: Path) -> None:
    Image.fromarray(np.full((4, 4), np.nan, np.float32)).save(tmp_path / "empty.tif")
    with pytest.raises(InputError, match="no sample is a number"):
        read_photo(tmp_path / "empty.tif")


def test_16_bit_png_that_pillow_opens_with_32_bits_is_scaled(tmp_path: Path) -> None:
    # Pillow before 10.3 gives grey 16-bit PNG files the mode I
    values = Image.fromarray(ramp(np.int32, 30000))
    assert values.mode == "I"
    np.testing.assert_allclose(photos._as_rgb(values, "PNG")[0, -1], 30000 / 257, atol=1)


def test_highlights_do_not_change_the_scale(tmp_path: Path) -> None:
    values = ramp(np.float32, 1)
    values[0, -3:] = 1.002, 7, 1e4
    Image.fromarray(values).save(tmp_path / "linear.tif")
    np.testing.assert_allclose(read_photo(tmp_path / "linear.tif").image[1, :, 0], EXPECTED, atol=1)


def test_not_a_number_is_black(tmp_path: Path) -> None:
    values = ramp(np.float32, 1)
    values[0, :2] = np.nan, np.inf
    Image.fromarray(values).save(tmp_path / "depth.tif")
    assert read_photo(tmp_path / "depth.tif").image[0, :2, 0].tolist() == [0, 255]


def jpeg_with_exif(path: Path, entries: bytes) -> Path:
    Image.new("RGB", (64, 48), "gray").save(path, "JPEG")
    content = path.read_bytes()
    exif = b"Exif\0\0II*\0\x08\0\0\0" + entries
    path.write_bytes(content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:])
    return path


@pytest.mark.parametrize(
    ("entries", "shape"),
    [
        # Turned by 90 degrees; the resolution is the text "72"
        (struct.pack("<HHHIHHHHI4sI", 2, 0x112, 3, 1, 6, 0, 0x11A, 2, 3, b"72\0\0", 0), (64, 48, 3)),
        # The orientation is a text
        (struct.pack("<HHHI4sI", 1, 0x112, 2, 4, b"top\0", 0), (48, 64, 3)),
        # More entries than bytes
        (struct.pack("<HH", 900, 0x112), (48, 64, 3)),
        # A folder of EXIF entries behind the end
        (struct.pack("<HHHIII", 1, 0x8769, 4, 1, 2**31, 0), (48, 64, 3)),
    ],
)
def test_odd_metadata_cost_nothing(tmp_path: Path, entries: bytes, shape: tuple[int, ...]) -> None:
    assert read_photo(jpeg_with_exif(tmp_path / "exif.jpg", entries)).image.shape == shape


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientations_are_those_of_pillow(tmp_path: Path, orientation: int) -> None:
    from PIL import ImageOps

    image = Image.fromarray(np.arange(6 * 4 * 3, dtype=np.uint8).reshape(6, 4, 3))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / "turned.png", exif=exif)
    with Image.open(tmp_path / "turned.png") as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened))
    photo = read_photo(tmp_path / "turned.png")
    np.testing.assert_array_equal(photo.image, expected)
    assert photo.turned == (orientation != 1)


@pytest.mark.parametrize("length", [float("inf"), -3.0, 0.0])
def test_impossible_focal_lengths_are_no_camera(length: float) -> None:
    assert photos._camera(400, 300, length) is None


def test_postscript_is_refused_without_running_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n")
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a program was started"))
    monkeypatch.setattr("subprocess.check_call", lambda *_, **__: pytest.fail("a program was started"))
    with pytest.raises(InputError, match=r"photo.jpg cannot be read as an image \(it is PostScript\)"):
        read_photo(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "AVIF", "TGA", "PPM", "BMP"])
def test_damaged_files_are_images_or_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "whole"
    try:
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (24, 32, 3)).astype(np.uint8)).save(path, kind)
    except (KeyError, OSError):
        pytest.skip(f"Pillow writes no {kind}")
    content = path.read_bytes()
    generator = np.random.default_rng(1)
    for number in range(60):
        damaged = bytearray(content[: generator.integers(1, len(content) + 1)])
        for place in generator.integers(0, len(damaged), 4):
            damaged[place] = generator.integers(0, 256)
        (tmp_path / f"{number}.bin").write_bytes(damaged)
        try:
            read_photo(tmp_path / f"{number}.bin")
        except InputError as error:
            assert "\n" not in str(error) and f"{number}.bin cannot be read" in str(error)


def test_endless_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_MAX_BYTES", 2**20)
    with pytest.raises(InputError, match="/dev/zero is larger than 1 MiB"):
        read_photo("/dev/zero")


def test_jpeg_of_thousands_of_scans_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "slow.jpg"
    Image.new("L", (64, 64)).save(path, progressive=True)
    content = path.read_bytes()
    path.write_bytes(content[:-2] + content[content.rfind(b"\xff\xda") : -2] * 200 + content[-2:])
    with pytest.raises(InputError, match=r"slow.jpg is a JPEG of 20\d scans; expected at most 100"):
        read_photo(path)
