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

"""Sentences of errors in one line."""

from svr_ros.errors import one_line


def test_control_characters_cannot_forge_lines():
    assert one_line("jpeg\n[FATAL] [motor]: \x1b[31mstop\u2028") == r"jpeg\n[FATAL] [motor]: \x1b[31mstop\u2028"
    assert one_line("naïve 椅子") == "naïve 椅子"


def test_a_megabyte_becomes_a_line():
    assert len(one_line("x" * 10**6)) < 1100
