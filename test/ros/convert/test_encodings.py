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
