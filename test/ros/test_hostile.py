"""Everything that a camera must not send, to a real node: each is refused in one sentence, and the node goes on."""

import array
import io
import struct
import zlib

import numpy as np
import pytest

pytest.importorskip("rclpy")

from builtin_interfaces.msg import Time
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from PIL import Image as Picture
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters
from rclpy.serialization import serialize_message
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, CompressedImage, Image, RegionOfInterest

from svr_ros.geometry.camera import Camera
from svr_ros.inference import weights
from svr_ros.ros.convert import calibration
from svr_ros.ros.node import qos

FRAME = "head_camera_optical_frame"
WIDTH, HEIGHT = 320, 240
TOPIC = "/camera/image_raw"
NOW = 1000
"""Seconds of the simulated clock."""

CAMERA = Camera.from_hfov(WIDTH, HEIGHT, np.radians(75))
PIXELS = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
HUGE = 2**32 - 1


def good_image(sec=NOW, nanosec=0, **changes):
    message = Image(width=WIDTH, height=HEIGHT, encoding="rgb8", step=3 * WIDTH)
    message.data = array.array("B", PIXELS.tobytes())
    message.header.frame_id = FRAME
    message.header.stamp = Time(sec=sec, nanosec=nanosec)
    return changed(message, changes)


def good_info(**changes):
    message = calibration.info_from_camera(CAMERA)
    message.header.frame_id = FRAME
    return changed(message, changes)


def changed(message, changes):
    for name, value in changes.items():
        setattr(message, name, array.array("B", value) if isinstance(value, bytes) else value)
    return message


GOOD_INFO = good_info()


class Robot:
    """Publish clock, images and calibrations to one node, and collect the stamps of its answers."""

    def __init__(self, bench, node):
        self.bench, self.node = bench, node
        create = bench.node.create_publisher
        self._clock = create(Clock, "/clock", 1)
        self._infos = create(CameraInfo, "/camera/camera_info", qos.result_output())
        self._images = {
            Image: create(Image, TOPIC, qos.result_output()),
            CompressedImage: create(CompressedImage, f"{TOPIC}/compressed", qos.result_output()),
        }
        self._answers = bench.listen(CameraInfo, "/reconstruct/camera_info", qos.result_output())

    def close(self):
        """Leave nothing that the tests of other modules, on the same bench, would hear or be told of."""
        self.bench.node.destroy_subscription(self._answers)
        for publisher in (self._clock, self._infos, *self._images.values()):
            self.bench.node.destroy_publisher(publisher)

    def send(self, image, info=GOOD_INFO, clock=NOW, kind=None):
        self._clock.publish(Clock(clock=Time(sec=clock)))
        if info is not None:
            self._infos.publish(info)
        self._images[kind or type(image)].publish(image)

    def is_refused(self, sentence, image, info=GOOD_INFO, **more):
        """Send until the node says exactly that, in one line."""
        end = f"image dropped: {sentence}"

        def said():
            return any(line.endswith(end) for line in self.node.log.splitlines()) or not self.node.alive()

        self.bench.wait(
            said, lambda: f"{sentence!r} in: {self.node.log[-2000:]}", lambda: self.send(image, info, **more)
        )
        assert self.node.alive(), self.node.log

    def is_answered(self, image, times=1, **more):
        """Send until the node answers so many times with the image's stamp, to the nanosecond."""
        answers = self.bench.received["/reconstruct/camera_info"]
        answers.clear()

        def answered():
            assert self.node.alive(), self.node.log
            return sum(answer.header == image.header for answer in answers) >= times

        self.bench.wait(answered, lambda: f"an answer; log: {self.node.log[-2000:]}", lambda: self.send(image, **more))

    def call(self, kind, name, **request):
        return self.bench.call(kind, f"/reconstruct/{name}", kind.Request(**request))


@pytest.fixture(scope="module")
def robot(bench, start_node, tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "any.safetensors"
    weights.save(weights.random_weights().model(), path)
    reliable = (TOPIC, f"{TOPIC}/compressed", "/camera/camera_info")
    node = start_node(
        {
            "weights": path,
            "device": "cpu",
            "resolution": 64,
            "use_sim_time": True,
            "max_age": 2.0,
            **{f"qos_overrides.{topic}.subscription.reliability": "reliable" for topic in reliable},
        },
        [f"image:={TOPIC}", "camera_info:=/camera/camera_info"],
    )
    made = Robot(bench, node)
    yield made
    made.close()


def of_frame(message, frame):
    message.header.frame_id = frame
    return message


def K_with(fx):
    return [fx, 0.0, 159.5, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]


COLORS = (
    "rgb8, rgba8, bgr8, bgra8, mono8, mono16, rgb16, rgba16, bgr16, bgra16, "
    "yuv422, uyvy, yuv422_yuy2, yuyv, nv12, nv21, "
    "bayer_rggb8, bayer_bggr8, bayer_gbrg8, bayer_grbg8, bayer_rggb16, bayer_bggr16, bayer_gbrg16, bayer_grbg16"
)
COLORS_HERE = f"{COLORS} (others need cv_bridge, which is not there)"
IMAGES = {
    "no data": (good_image(data=b""), "image holds 0 bytes; expected 230400: 240 rows of step 960"),
    "short data": (good_image(data=bytes(230399)), "image holds 230399 bytes; expected 230400: 240 rows of step 960"),
    "long data": (good_image(data=bytes(230401)), "image holds 230401 bytes; expected 230400: 240 rows of step 960"),
    "step of nothing": (
        good_image(step=0, data=b""),
        "image has a step of 0 bytes; expected at least 960 for 320 pixels of rgb8",
    ),
    "small step": (
        good_image(step=959, data=bytes(959 * 240)),
        "image has a step of 959 bytes; expected at least 960 for 320 pixels of rgb8",
    ),
    "huge step": (
        good_image(step=HUGE),
        "image holds 230400 bytes; expected 1030792150800: 240 rows of step 4294967295",
    ),
    "unknown encoding": (good_image(encoding="h264"), f"image encoding is 'h264'; expected one of {COLORS_HERE}"),
    "no encoding": (good_image(encoding=""), f"image encoding is ''; expected one of {COLORS_HERE}"),
    "endless encoding": (
        good_image(encoding="x" * 100),
        f"image encoding is '{'x' * 100}'; expected one of {COLORS_HERE}",
    ),
    "depth in millimetres": (
        good_image(encoding="16UC1", step=640, data=bytes(640 * 240)),
        f"image encoding is '16UC1', numbers without colours (depth is such); expected one of {COLORS}",
    ),
    "depth in metres": (
        good_image(encoding="32FC1", step=1280, data=bytes(1280 * 240)),
        f"image encoding is '32FC1', numbers without colours (depth is such); expected one of {COLORS}",
    ),
    "no width": (good_image(width=0), "image is 0 x 240 pixels; expected at least 1 x 1"),
    "no pixel": (good_image(width=0, height=0, step=0, data=b""), "image is 0 x 0 pixels; expected at least 1 x 1"),
    "size that overflows": (
        good_image(width=HUGE, height=HUGE),
        "image is 4294967295 x 4294967295 pixels and its CameraInfo is for 320 x 240; expected the same size",
    ),
    "another frame": (
        of_frame(good_image(), "elsewhere"),
        f"image is of frame 'elsewhere' and the CameraInfo on /camera/camera_info of '{FRAME}'; expected the same",
    ),
}


def test_an_image_before_any_camera_info(robot):
    sentence = "image came before any CameraInfo on /camera/camera_info; expected one for each image"
    robot.is_refused(sentence, good_image(), info=None)


@pytest.mark.parametrize("case", IMAGES)
def test_images(robot, case):
    image, sentence = IMAGES[case]
    robot.is_refused(sentence, image)


INFOS = {
    "K of zeros": (good_info(k=[0.0] * 9), "focal lengths in K are 0 and 0 pixels; expected both above zero"),
    "negative focal length": (
        good_info(k=K_with(-200.0)),
        "focal lengths in K are -200 and 200 pixels; expected both above zero",
    ),
    "K of NaN": (
        good_info(k=K_with(float("nan"))),
        "camera matrix K is [nan, 0.0, 159.5, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]; "
        "expected nine finite numbers of at most 1e+09",
    ),
    "K that overflows": (
        good_info(k=K_with(1e300)),
        "camera matrix K is [1e+300, 0.0, 159.5, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]; "
        "expected nine finite numbers of at most 1e+09",
    ),
    "unknown distortion": (
        good_info(distortion_model="prism", d=[0.1]),
        "distortion model is 'prism'; expected one of plumb_bob, rational_polynomial, equidistant",
    ),
    "too many coefficients": (
        good_info(d=[0.01] * 6),
        "plumb_bob distortion has 6 coefficients; expected at most 5",
    ),
    "infinite coefficient": (
        good_info(d=[float("inf")]),
        "distortion D is [inf]; expected finite numbers of at most 1e+09",
    ),
    "coefficient that overflows": (
        good_info(distortion_model="rational_polynomial", d=[1e300] * 8),
        f"distortion D is {[1e300] * 8}; expected finite numbers of at most 1e+09",
    ),
    "region outside": (
        good_info(roi=RegionOfInterest(x_offset=HUGE, y_offset=0, width=HUGE, height=240)),
        "its region of interest is 4294967295 x 240 pixels from (4294967295, 0) on; expected one within 320 x 240",
    ),
    "huge binning": (
        good_info(binning_x=HUGE, binning_y=HUGE),
        "its binning is 4294967295 x 4294967295 pixels; expected at most 320 x 240, which it applies to",
    ),
}


@pytest.mark.parametrize("case", INFOS)
def test_calibrations(robot, case):
    info, sentence = INFOS[case]
    robot.is_refused(f"CameraInfo cannot be used: {sentence}", good_image(), info)


@pytest.mark.parametrize(("width", "height"), [(640, 480), (0, 0), (HUGE, HUGE)])
def test_calibrations_of_another_size(robot, width, height):
    sentence = f"image is 320 x 240 pixels and its CameraInfo is for {width} x {height}; expected the same size"
    robot.is_refused(sentence, good_image(), good_info(width=width, height=height))


def test_a_calibration_that_looks_elsewhere(robot):
    K = [200.0, 0.0, 1e6, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]
    sentence = (
        "the camera sees nothing of the canonical view: its K and size say that it looks elsewhere, "
        f"or less than a pixel wide; given 320 x 240 pixels, K {K}"
    )
    robot.is_refused(sentence, good_image(), good_info(k=K))


def test_an_image_of_one_pixel_is_one(robot):
    K = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    robot.is_answered(good_image(width=1, height=1, step=3, data=bytes(3)), info=good_info(width=1, height=1, k=K))


def test_text_that_is_no_unicode(robot):
    """Strings come as bytes over the wire, whatever these are."""
    data = serialize_message(good_image(encoding="h2645")).replace(b"h2645", b"\xff\xfe\xc3\x28\x80")
    robot.is_refused(f"image encoding is '\ufffd\ufffd\ufffd(\ufffd'; expected one of {COLORS_HERE}", data, kind=Image)


def test_bytes_that_are_no_message(robot):
    """A publisher with another definition of the same type sends such."""
    for data in (b"\x00\x01\x00\x00", b"\x00\x01\x00\x00" + b"\xff" * 300, serialize_message(good_image())[:1000]):
        robot.send(data, kind=Image)
    robot.is_answered(good_image())


def test_stamps_that_are_too_old(robot):
    robot.is_refused("image is older than max_age, 2 s, when its turn comes", good_image(-5, 4_000_000_000))
    robot.is_refused(
        "image is older than max_age, 2 s, when its turn comes; "
        "it is older than a day: is it from a bag, and use_sim_time not set?",
        good_image(1),
        clock=1_700_000_000,
    )


def test_a_stamp_that_comes_twice(robot):
    robot.is_answered(good_image(NOW, 5), times=2)


@pytest.mark.parametrize(
    ("stamp", "clock"),
    [
        ((NOW - 1, 999_999_999), NOW),  # back
        ((0, 0), NOW),  # none
        ((2**31 - 1, 999_999_999), NOW),  # ahead
        ((7, 0), 7),  # the bag begins again
    ],
)
def test_stamps_that_are_odd_are_answered_as_they_are(robot, stamp, clock):
    robot.is_answered(good_image(*stamp), clock=clock)


def png_of(width, height):
    """Return a PNG file of few bytes that claims this size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99)))


def encoded(kind):
    stream = io.BytesIO()
    Picture.fromarray(PIXELS).save(stream, kind)
    return stream.getvalue()


def compressed(data, form="rgb8; jpeg compressed bgr8"):
    message = CompressedImage(format=form, data=array.array("B", data))
    message.header.frame_id = FRAME
    message.header.stamp = Time(sec=NOW)
    return message


PNG, JPEG = encoded("PNG"), encoded("JPEG")
BROKEN = "bytes that are cut off or broken; expected a whole JPEG or PNG image"
NO_START = "bytes that do not begin as JPEG or PNG; expected one of the two"
COMPRESSED = {
    "no data": (compressed(b""), "compressed image holds no bytes; expected JPEG or PNG"),
    "noise": (
        compressed(PIXELS.tobytes()[:5000]),
        f"compressed image has the format 'rgb8; jpeg compressed bgr8' and 5000 {NO_START}",
    ),
    "start of a JPEG": (
        compressed(JPEG[:10], "jpeg"),
        f"compressed image has the format 'jpeg' and 10 {NO_START}",
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
        "compressed image claims to have more than 67108864 pixels; expected at most that",
    ),
    "another size": (
        compressed(png_of(8192, 8192), "png"),
        "image is 8192 x 8192 pixels and its CameraInfo is for 320 x 240; expected the same size",
    ),
    "depth": (
        compressed(bytes(12) + PNG, "16UC1; compressedDepth png"),
        "compressed image has the format '16UC1; compressedDepth png', numbers without colours (depth is such); "
        "expected colours or grey as JPEG or PNG",
    ),
}


@pytest.fixture(scope="module")
def compressed_robot(robot):
    """Bring the same node to listen to compressed images."""
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


@pytest.mark.parametrize("data", [JPEG, PNG], ids=["JPEG", "PNG"])
def test_after_all_of_them_a_good_image_is_answered(compressed_robot, data):
    compressed_robot.is_answered(compressed(data))
    assert "Traceback" not in compressed_robot.node.log
    assert "unexpected" not in compressed_robot.node.log
