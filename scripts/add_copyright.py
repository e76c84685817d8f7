#!/usr/bin/env python3
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

"""Write the copyright notice that ament_copyright expects into Python files without one."""

from __future__ import annotations

import subprocess
from pathlib import Path

NOTICE = """\
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
"""


def main() -> None:
    """Add the notice behind the `#!` line, and print how many files have changed."""
    root = Path(__file__).resolve().parents[1]
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=root, capture_output=True, text=True, check=True).stdout
    changed = 0
    for path in map(root.joinpath, listed.splitlines()):
        text = path.read_text(encoding="utf-8")
        if "# Copyright " in text[:200] or not text.strip():
            continue
        first, rest = text.split("\n", 1) if text.startswith("#!") else ("", text)
        path.write_text((f"{first}\n" if first else "") + NOTICE + "\n" + rest, encoding="utf-8")
        changed += 1
    print(f"{changed} files have got the notice")


if __name__ == "__main__":
    main()
