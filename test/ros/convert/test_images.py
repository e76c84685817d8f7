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

"""Image messages against values computed by hand."""

import array
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as Picture

pytest.importorskip("rclpy")

from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import CompressedImage, Image

from svr_ros.errors import InputError
from svr_ros.ros.convert import images


def image(encoding, width, height, data, step=None, big=0):
    made = Image(width=width, height=height, encoding=encoding, is_bigendian=big)
    made.step = step if step is not None else len(data) // max(height, 1)
    made.data = array.array("B", data)
    return made


def over_the_wire(message):
    """Return the message as a subscriber gets it: packed arrays must survive serialisation."""
    return deserialize_message(serialize_message(message), type(message))


RED_GREEN = [[[255, 0, 0], [0, 255, 0]]]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (image("rgb8", 2, 1, bytes([255, 0, 0, 0, 255, 0])), RED_GREEN),
        (image("bgr8", 2, 1, bytes([0, 0, 255, 0, 255, 0])), RED_GREEN),
        (image("rgba8", 2, 1, bytes([255, 0, 0, 9, 0, 255, 0, 9])), RED_GREEN),
        (image("bgra8", 2, 1, bytes([0, 0, 255, 9, 0, 255, 0, 9])), RED_GREEN),
        (image("mono8", 2, 1, bytes([7, 200])), [[[7, 7, 7], [200, 200, 200]]]),
        (image("mono16", 2, 1, struct.pack("<2H", 0x1234, 0xFF00)), [[[0x12] * 3, [0xFF] * 3]]),
        (image("mono16", 2, 1, struct.pack(">2H", 0x1234, 0xFF00), big=1), [[[0x12] * 3, [0xFF] * 3]]),
        # Two rows of one pixel, padded to a step of 5 bytes: the padding (99) must not leak in.
        (image("rgb8", 1, 2, bytes([1, 2, 3, 99, 99, 4, 5, 6, 99, 99])), [[[1, 2, 3]], [[4, 5, 6]]]),
        (image("bgr8", 1, 2, bytes([1, 2, 3, 99, 4, 5, 6, 99])), [[[3, 2, 1]], [[6, 5, 4]]]),
        (image("mono16", 1, 2, bytes([0, 8, 99, 0, 16, 99]), step=3), [[[8] * 3], [[16] * 3]]),
        (image("rgb16", 1, 1, struct.pack("<3H", 0x1234, 0x5678, 0x9ABC)), [[[0x12, 0x56, 0x9A]]]),
        (image("bgr16", 1, 1, struct.pack(">3H", 0x1234, 0x5678, 0x9ABC), big=1), [[[0x9A, 0x56, 0x12]]]),
        (image("rgba16", 1, 1, struct.pack("<4H", 0x1234, 0x5678, 0x9ABC, 9)), [[[0x12, 0x56, 0x9A]]]),
        # OpenCV's types are grey, BGR or BGRA by the number of channels.
        (image("8UC1", 2, 1, bytes([7, 200])), [[[7, 7, 7], [200, 200, 200]]]),
        (image("8UC3", 2, 1, bytes([0, 0, 255, 0, 255, 0])), RED_GREEN),
        (image("8UC4", 2, 1, bytes([0, 0, 255, 9, 0, 255, 0, 9])), RED_GREEN),
        (image("16UC3", 1, 1, struct.pack("<3H", 0x1234, 0x5678, 0x9ABC)), [[[0x9A, 0x56, 0x12]]]),
        (image("16UC4", 1, 1, struct.pack("<4H", 0x1234, 0x5678, 0x9ABC, 9)), [[[0x9A, 0x56, 0x12]]]),
        (image("bgra16", 1, 1, struct.pack("<4H", 0x1234, 0x5678, 0x9ABC, 9)), [[[0x9A, 0x56, 0x12]]]),
    ],
    ids=lambda value: f"{value.encoding}-{value.is_bigendian}-{value.step}" if isinstance(value, Image) else "",
)
def test_image_to_rgb(message, expected):
    rgb = images.image_to_rgb(over_the_wire(message))
    assert rgb.dtype == np.uint8
    assert rgb.flags.c_contiguous
    np.testing.assert_array_equal(rgb, expected)


# BT.601, with L = 1.164 (Y - 16): R = L + 1.596 (V - 128), G = L - 0.813 (V - 128) - 0.391 (U - 128),
# B = L + 2.018 (U - 128).
Y, U, V = (81, 145), 90, 240
RED_AND_LIGHTER = [[255, 0, 0], [255, 74, 74]]


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        (image("uyvy", 2, 1, bytes([U, Y[0], V, Y[1]])), 1),
        (image("yuv422", 2, 1, bytes([U, Y[0], V, Y[1]])), 1),
        (image("yuyv", 2, 1, bytes([Y[0], U, Y[1], V])), 1),
        (image("yuv422_yuy2", 2, 2, bytes([Y[0], U, Y[1], V, 99, 99] * 2)), 2),
        (image("nv12", 2, 2, bytes([*Y, *Y, U, V]), step=2), 2),
        (image("nv21", 2, 2, bytes([*Y, 99, *Y, 99, V, U, 99]), step=3), 2),
    ],
    ids=lambda value: value.encoding if isinstance(value, Image) else "",
)
def test_yuv_by_the_formula(message, rows):
    rgb = images.image_to_rgb(over_the_wire(message))
    assert rgb.dtype == np.uint8
    np.testing.assert_allclose(rgb, [RED_AND_LIGHTER] * rows, atol=2)


@pytest.mark.parametrize("pattern", ["rggb", "bggr", "gbrg", "grbg"])
@pytest.mark.parametrize(("bits", "big"), [(8, 0), (16, 0), (16, 1)])
def test_a_mosaic_of_one_color_is_that_color(pattern, bits, big):
    """Values between pixels are means of equal values, so they are exact."""
    color = {"r": 200, "g": 100, "b": 50}
    (a, b), (c, d) = ((color[name] for name in pattern[i : i + 2]) for i in (0, 2))
    mosaic = np.tile(np.array([[a, b], [c, d]]), (3, 4))
    values = mosaic.astype(np.uint8) if bits == 8 else ((mosaic << 8) + 7).astype(">u2" if big else "<u2")
    rows = np.pad(np.ascontiguousarray(values).view(np.uint8), ((0, 0), (0, 5)), constant_values=99)
    message = image(f"bayer_{pattern}{bits}", 8, 6, rows.tobytes(), big=big)
    np.testing.assert_array_equal(images.image_to_rgb(over_the_wire(message)), np.tile([200, 100, 50], (6, 8, 1)))


def compressed(form, data):
    return CompressedImage(format=form, data=array.array("B", data))


def encoded(pixels, kind, **more):
    """Return an image encoded by Pillow."""
    stream = io.BytesIO()
    Picture.fromarray(pixels).save(stream, kind, **more)
    return stream.getvalue()


NOISE = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    "form", ["png", "rgb8; png compressed bgr8", "bgr8; png compressed", "", "mono8; png compressed "]
)
def test_png_is_exact(form):
    message = over_the_wire(compressed(form, encoded(NOISE, "PNG")))
    assert images.image_size(message) == (7, 5)
    rgb = images.image_to_rgb(message)
    assert rgb.flags.c_contiguous
    np.testing.assert_array_equal(rgb, NOISE)


@pytest.mark.parametrize("form", ["jpeg", "jpg", "rgb8; jpeg compressed bgr8", "bgr8; jpeg compressed bgr8"])
def test_jpeg_is_near(form):
    smooth = np.zeros((16, 24, 3), np.uint8) + np.array([200, 90, 20], np.uint8)
    data = encoded(smooth, "JPEG", quality=95)
    for tail in (b"", bytes(100)):  # some cameras pad their buffers
        rgb = images.image_to_rgb(compressed(form, data + tail))
        np.testing.assert_allclose(rgb.astype(int), smooth, atol=4)


def test_colors_that_were_compressed_the_wrong_way_round_are_put_right():
    message = compressed("rgb8; png compressed rgb8", encoded(NOISE[..., ::-1].copy(), "PNG"))
    np.testing.assert_array_equal(images.image_to_rgb(message), NOISE)


def test_png_of_grey_deep_and_transparent_pixels():
    grey, alpha = NOISE[..., 0].copy(), np.dstack([NOISE, NOISE[..., 0]])
    deep = (grey.astype(np.uint16) << 8) + 7
    for pixels in (grey, deep):
        message = compressed("mono16; png compressed ", encoded(pixels, "PNG"))
        np.testing.assert_array_equal(images.image_to_rgb(message), np.dstack([grey] * 3))
    np.testing.assert_array_equal(images.image_to_rgb(compressed("png", encoded(alpha, "PNG"))), NOISE)


def test_jpeg_stays_as_the_sensor_lies_whatever_exif_says():
    exif = Picture.Exif()
    exif[0x0112] = 6  # orientation: turn by 90 degrees to show it
    message = compressed("jpeg", encoded(np.zeros((16, 24, 3), np.uint8), "JPEG", exif=exif))
    assert images.image_size(message) == (24, 16)
    assert images.image_to_rgb(message).shape == (16, 24, 3)


def png_that_claims(width, height):
    """Return a short PNG file with this size in its header."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


PNG = encoded(NOISE, "PNG")
JPEG = encoded(np.tile(NOISE, (8, 8, 1)), "JPEG")
THUMBNAIL = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(JPEG) + 2) + JPEG + JPEG[2:]
"""A JPEG file with an embedded preview, whose end marker comes early."""


def test_a_jpeg_with_a_preview_is_read():
    assert images.image_to_rgb(compressed("jpeg", THUMBNAIL)).shape == (40, 56, 3)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (compressed("jpeg", b""), "compressed image holds no bytes; expected JPEG or PNG"),
        (
            compressed("h264", bytes(50)),
            "compressed image has the format 'h264' and 50 bytes that are neither JPEG nor PNG; "
            "expected one of the two",
        ),
        (
            compressed("png", PNG[: len(PNG) // 2]),
            f"compressed image has the format 'png' and {len(PNG) // 2} bytes that are truncated or corrupt; "
            "expected a complete JPEG or PNG image",
        ),
        (
            compressed("jpeg", JPEG[:-20]),
            f"compressed image has the format 'jpeg' and {len(JPEG) - 20} bytes that are truncated or corrupt; "
            "expected a complete JPEG or PNG image",
        ),
        (
            compressed("jpeg", THUMBNAIL[:-20]),
            f"compressed image has the format 'jpeg' and {len(THUMBNAIL) - 20} bytes that are truncated or corrupt; "
            "expected a complete JPEG or PNG image",
        ),
        (
            compressed("png", png_that_claims(100000, 100000)),
            "compressed image has more than 67108864 pixels; expected at most that",
        ),
        (
            compressed("png", png_that_claims(8193, 8192)),
            "compressed image has more than 67108864 pixels; expected at most that",
        ),
        (
            compressed("16UC1; compressedDepth png", bytes(12) + PNG),
            "compressed image has the format '16UC1; compressedDepth png', which has no colours (such as depth); "
            "expected colours or grey as JPEG or PNG",
        ),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else "",
)
def test_compressed_image_that_is_none(message, sentence):
    with pytest.raises(InputError) as failure:
        images.image_to_rgb(message)
    assert str(failure.value) == sentence


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (image("rgb8", 0, 480, b""), "image is 0 x 480 pixels; expected at least 1 x 1"),
        (image("rgb8", 640, 0, b""), "image is 640 x 0 pixels; expected at least 1 x 1"),
        (image("rgb8", 2, 2, bytes(11), step=6), "image holds 11 bytes; expected 12: 2 rows of step 6"),
        (image("rgb8", 2, 2, bytes(13), step=6), "image holds 13 bytes; expected 12: 2 rows of step 6"),
        (
            image("rgb8", 2, 2, bytes(10), step=5),
            "image has a step of 5 bytes; expected at least 6 for 2 pixels of rgb8",
        ),
        (image("mono16", 2, 1, bytes(3)), "image has a step of 3 bytes; expected at least 4 for 2 pixels of mono16"),
        (image("jpeg", 2, 1, bytes(6)), "image encoding is 'jpeg'; expected one of rgb8, rgba8, bgr8, bgra8, mono8"),
        (image("", 2, 1, bytes(6)), "image encoding is ''; expected one of rgb8"),
        (
            image("16UC1", 2, 1, bytes(4)),
            "image encoding is '16UC1', which has no colours (such as depth); expected one of rgb8",
        ),
        (image("uyvy", 3, 1, bytes(6)), "image has a width of 3 pixels of uyvy; expected an even number"),
        (image("nv12", 2, 3, bytes(8), step=2), "image has a height of 3 pixels of nv12; expected an even number"),
        (image("nv12", 2, 2, bytes(4), step=2), "image holds 4 bytes; expected 6: 3 rows of step 2"),
        (image("bayer_rggb8", 2, 2, bytes(4)), "image is 2 x 2 pixels of bayer_rggb8; expected at least 3 x 3"),
        (
            image("rgb8", 2**32 - 1, 2**32 - 1, bytes(3), step=3),
            "image holds 3 bytes; expected 12884901885: 4294967295 rows of step 3",
        ),
    ],
)
def test_image_that_is_none(message, sentence):
    with pytest.raises(InputError) as failure:
        images.image_to_rgb(message)
    assert str(failure.value).startswith(sentence)


def mosaic(pattern):
    """Return a Bayer mosaic of the colour (200, 40, 80)."""
    value = {"r": 200, "g": 40, "b": 80}
    tile = [[value[pattern[0]], value[pattern[1]]], [value[pattern[2]], value[pattern[3]]]]
    return np.tile(np.array(tile, np.uint8), (8, 10))


@pytest.mark.parametrize("pattern", ["rggb", "bggr", "gbrg", "grbg"])
@pytest.mark.parametrize("depth", [8, 16])
def test_a_compressed_bayer_mosaic_becomes_colours(pattern, depth):
    pixels = mosaic(pattern) if depth == 8 else mosaic(pattern).astype(np.uint16) * 256 + 99
    data = io.BytesIO()
    Picture.fromarray(pixels).save(data, "PNG")
    rgb = images.image_to_rgb(compressed(f"bayer_{pattern}{depth}; png compressed ", data.getvalue()))
    np.testing.assert_array_equal(rgb, np.tile(np.array([200, 40, 80], np.uint8), (16, 20, 1)))


def test_a_bayer_image_that_was_converted_before_compression_has_its_colours():
    message = compressed("bayer_rggb8; png compressed bgr8", encoded(NOISE, "PNG"))
    np.testing.assert_array_equal(images.image_to_rgb(message), NOISE)


@pytest.mark.parametrize("form", ["8UC3; png compressed bgr8", "8UC3; png compressed ", "16UC3; png compressed bgr16"])
def test_types_of_opencv_with_three_channels_are_colours(form):
    np.testing.assert_array_equal(images.image_to_rgb(compressed(form, encoded(NOISE, "PNG"))), NOISE)


@pytest.mark.parametrize("form", ["16UC1; png compressed ", "32FC1; png compressed", "16UC1; compressedDepth png"])
def test_compressed_depth_is_refused(form):
    with pytest.raises(InputError, match="which has no colours"):
        images.image_size(compressed(form, encoded(NOISE, "PNG")))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@pytest.mark.parametrize("name", [b"gAMA", b"cHRM", b"pHYs", b"sRGB", b"fcTL", b"zTXt", b"iCCP", b"tRNS", b"IHDR"])
def test_a_malformed_chunk_is_one_sentence_or_harmless(name):
    """Pillow raises ValueError, struct.error and others for short chunks and compressed texts that are too large."""
    content = b"a\0\0" + zlib.compress(bytes(10**7)) if name in (b"zTXt", b"iCCP") else b"\0"
    data = PNG[:33] + chunk(name, content) + PNG[33:]
    for work in (images.image_size, images.image_to_rgb):
        try:
            work(compressed("png", data))
        except InputError as error:
            assert "truncated or corrupt; expected a complete JPEG or PNG image" in str(error)


def test_a_jpeg_of_thousands_of_scans_is_refused_before_it_is_decoded():
    end = JPEG.rfind(b"\xff\xd9")
    data = JPEG[:end] + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" * 8000 + JPEG[end:]
    with pytest.raises(InputError, match=r"^compressed image is a JPEG of 800\d scans; expected at most 100$"):
        images.image_to_rgb(compressed("jpeg", data))


def test_names_of_a_million_characters_are_cut_in_the_sentence():
    for message in (image("x" * 10**6, 2, 1, bytes(6)), compressed("16UC1; " + "x" * 10**6, PNG)):
        with pytest.raises(InputError) as failure:
            images.image_to_rgb(message)
        assert len(str(failure.value)) < 1000


@pytest.mark.parametrize("kept", [60, 100, -1, -12])
def test_a_truncated_png_prints_nothing_of_its_own(capfd, kept):
    with pytest.raises(InputError, match="truncated or corrupt"):
        images.image_to_rgb(compressed("png", PNG[:kept]))
    assert capfd.readouterr().err == ""
    np.testing.assert_array_equal(images.image_to_rgb(compressed("png", PNG + b"more")), NOISE)
