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

"""Matching of messages with the stamp of an image."""

import pytest

from svr_ros.ros.convert.recent_messages import RecentMessages, collect

MS = 10**6


def filled(*stamps):
    recent = RecentMessages("/depth")
    for stamp in stamps:
        recent.add(stamp * MS, f"at {stamp}")
    return recent


@pytest.mark.parametrize(
    ("stamps", "stamp", "expected"),
    [
        ([], 0, None),
        ([100], 100, "at 100"),
        ([100], 119, "at 100"),
        ([100], 121, None),
        ([100, 130], 116, "at 130"),  # the nearest, on either side
        ([130, 100], 114, "at 100"),  # whatever comes first
        ([5], 2_000_000, None),  # time jumped
    ],
)
def test_the_nearest_within_the_tolerance(stamps, stamp, expected):
    assert filled(*stamps).match(stamp * MS, 0.02) == expected


def test_old_messages_are_forgotten():
    recent = filled(*range(0, 5000, 10))
    assert recent.match(0, 0.02) is None and recent.match(4990 * MS, 0.0) == "at 4990"


def test_what_is_missing_is_one_sentence():
    said = "no message on /depth within depth_tolerance, 0.02 s, of the image's stamp arrived within depth_timeout, "
    said += "0.1 s: "
    assert filled().describe_missing(0, 0.02, 0.1) == said + "none has arrived"
    assert filled(100, 400).describe_missing(150 * MS, 0.02, 0.1) == said + "the nearest differs by 0.05 s"


def test_message_of_the_newest_image_is_kept_while_the_image_waits():
    recent = filled(*range(0, 100, 33))
    recent.expect(40 * MS)
    for stamp in range(100, 5000, 33):
        recent.add(stamp * MS, f"at {stamp}")
    assert recent.match(40 * MS, 0.02) == "at 33" and recent.match(4984 * MS, 0.001) == "at 4984"
    assert len(recent._messages) == 10
    for newer in (4984, 4985):  # while the first image is being decoded, and a second one waits
        assert recent.match(40 * MS, 0.02) == "at 33"
        recent.expect(newer * MS)
    for stamp in range(5017, 6000, 33):
        recent.add(stamp * MS, f"at {stamp}")
    assert recent.match(40 * MS, 0.02) is None and recent.match(4984 * MS, 0.001) == "at 4984"


def test_messages_that_were_found_outlast_their_topic():
    topics, found = {"depth": RecentMessages("/depth"), "points": RecentMessages("/points")}, {}
    topics["depth"].add(0, "depth 0")
    assert not collect(topics, 0, 0.02, found)
    for stamp in range(33, 3000, 33):
        topics["depth"].add(stamp * MS, f"depth {stamp}")
    topics["points"].add(5 * MS, "points 5")
    assert collect(topics, 0, 0.02, found) and found == {"depth": "depth 0", "points": "points 5"}


def test_newest_of_equal_stamps_is_found():
    assert filled(0, 0).match(0, 0.02) == "at 0"
    recent = RecentMessages("/depth")
    for name in ("old", "new"):
        recent.add(0, name)
    assert recent.match(0, 0.02) == "new"


@pytest.mark.parametrize(
    ("stamps", "stamp", "is_due"),
    [
        ((), 0, False),
        ((0,), 17, False),
        ((0, 17), 34, True),  # 60 Hz: the next one is that of the image
        ((0, 17), 17, False),
        ((0, 100), 115, False),  # 10 Hz: the next one is 85 ms late
        ((0, 100), 170, True),
        ((100, 0), 90, False),  # time jumped back
    ],
)
def test_nearer_messages_that_are_due_are_waited_for(stamps, stamp, is_due):
    recent, found = filled(*stamps), {}
    assert recent.nearer_is_due(stamp * MS) == is_due
    matches = recent.match(stamp * MS, 0.1) is not None
    assert collect({"depth": recent}, stamp * MS, 0.1, found) == (matches and not is_due)
    assert collect({"depth": recent}, stamp * MS, 0.1, found, last=True) == matches
