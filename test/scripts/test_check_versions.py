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

"""The oldest versions that are checked are the ones that the package states."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_lower_bounds_are_the_versions_that_are_checked() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    stated = dict(re.findall(r'^    "([a-z0-9-]+)>=([\d.]+)(?:,!=[\d.*]+)?",', text, re.MULTILINE))
    lines = (ROOT / "constraints-oldest.txt").read_text().splitlines()
    checked: dict[str, str] = {}
    for line in lines:
        if match := re.match(r"([a-z0-9-]+)==([\d.]+)", line):
            checked.setdefault(match[1], match[2])  # the first is for Ubuntu 22.04
    assert stated.keys() == checked.keys()
    for name, version in stated.items():
        assert checked[name] == version or checked[name].startswith(f"{version}."), name
