import pytest

from svr_ros.ros.convert.encodings import ENCODINGS, has_colors, quoted


@pytest.mark.parametrize(
    "encoding",
    ["16UC1", "32FC1", "64FC1", "32SC1", "8SC3", "8UC2", "16UC1; compressedDepth png", "16UC1; png compressed "],
)
def test_measurements_have_no_colours(encoding):
    assert not has_colors(encoding)


@pytest.mark.parametrize(
    "encoding", [*ENCODINGS, "jpeg", "", "h264", "8UC3; jpeg compressed bgr8", "bgr8; jpeg compressed bgr8", "yuv444"]
)
def test_all_others_may_have_colours(encoding):
    assert has_colors(encoding)


def test_quoted_texts_are_escaped_and_cut():
    assert quoted("a\nb") == r"'a\nb'"
    assert quoted("x" * 200) == repr("x" * 100 + "...")
