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

"""Invalid compressed images, sent to a node: each is rejected in one sentence, and the node continues."""

import array
import io
import itertools
import struct
import zlib

import pytest

pytest.importorskip("rclpy")

from builtin_interfaces.msg import Time
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from PIL import Image as PilImage
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters
from sensor_msgs.msg import CompressedImage

from .robot import FRAME, NOW, PIXELS


def png_of(width, height):
    """Return a short PNG file with this size in its header."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99)))


def encoded(kind):
    stream = io.BytesIO()
    PilImage.fromarray(PIXELS).save(stream, kind)
    return stream.getvalue()


def compressed(data, form="rgb8; jpeg compressed bgr8"):
    message = CompressedImage(format=form, data=array.array("B", data))
    message.header.frame_id = FRAME
    message.header.stamp = Time(sec=NOW)
    return message


PNG, JPEG = encoded("PNG"), encoded("JPEG")
BROKEN = "bytes that are truncated or corrupt; expected a complete JPEG or PNG image"
NO_START = "bytes that are neither JPEG nor PNG; expected one of the two"
COMPRESSED = {
    "no data": (compressed(b""), "compressed image holds no bytes; expected JPEG or PNG"),
    "noise": (
        compressed(PIXELS.tobytes()[:5000]),
        f"compressed image has the format 'rgb8; jpeg compressed bgr8' and 5000 {NO_START}",
    ),
    "start of a JPEG": (
        compressed(JPEG[:10], "jpeg"),
        f"compressed image has the format 'jpeg' and 10 {BROKEN}",
    ),
    "half a JPEG": (
        compressed(JPEG[: len(JPEG) // 2], "jpeg"),
        f"compressed image has the format 'jpeg' and {len(JPEG) // 2} {BROKEN}",
    ),
    "half a PNG": (
        compressed(PNG[: len(PNG) // 2], "png"),
        f"compressed image has the format 'png' and {len(PNG) // 2} {BROKEN}",
    ),
    "PNG with a wrong checksum": (
        compressed(PNG[:5000] + bytes(50) + PNG[5050:], "png"),
        f"compressed image has the format 'png' and {len(PNG)} {BROKEN}",
    ),
    "decompression bomb": (
        compressed(png_of(2**31 - 1, 2**31 - 1), "png"),
        "compressed image has more than 67108864 pixels; expected at most that",
    ),
    "another size": (
        compressed(png_of(8192, 8192), "png"),
        "image is 8192 x 8192 pixels and its CameraInfo is for 320 x 240; expected the same size",
    ),
    "depth": (
        compressed(bytes(12) + PNG, "16UC1; compressedDepth png"),
        "compressed image has the format '16UC1; compressedDepth png', which has no colours (such as depth); "
        "expected colours or grey as JPEG or PNG",
    ),
}


@pytest.fixture(scope="module")
def compressed_robot(robot):
    """Reconfigure the node for compressed images."""
    value = ParameterValue(type=ParameterType.PARAMETER_STRING, string_value="compressed")
    transport = [Parameter(name="image_transport", value=value)]
    for transition in (Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP):
        assert robot.call(ChangeState, "change_state", transition=Transition(id=transition)).success
    assert robot.call(SetParameters, "set_parameters", parameters=transport).results[0].successful
    for transition in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
        assert robot.call(ChangeState, "change_state", transition=Transition(id=transition)).success
    return robot


@pytest.mark.parametrize("case", COMPRESSED)
def test_compressed_images(compressed_robot, case):
    image, sentence = COMPRESSED[case]
    compressed_robot.is_refused(sentence, image)


def test_a_flood_of_broken_images_is_few_lines_of_limited_length(compressed_robot):
    """Sentences with another length and another name each are of one kind."""
    before, failed = len(compressed_robot.node.log), compressed_robot.failed()
    sizes = itertools.count(4000)

    def send():
        form = f"jpeg\n[FATAL] [motor]: {next(sizes)}{'x' * 10**5}"
        compressed_robot.send(compressed(JPEG[: next(sizes)], form))

    compressed_robot.bench.wait(lambda: compressed_robot.failed() >= failed + 10, "ten dropped images", send)
    lines = compressed_robot.node.log[before:].splitlines()
    assert len(lines) <= 5 and max(map(len, lines), default=0) < 1500
    assert not any(line.startswith("[FATAL]") for line in lines)


@pytest.mark.parametrize("data", [JPEG, PNG], ids=["JPEG", "PNG"])
def test_after_all_of_them_a_good_image_is_answered(compressed_robot, data):
    compressed_robot.is_answered(compressed(data))
    assert "Traceback" not in compressed_robot.node.log
    assert "unexpected" not in compressed_robot.node.log
