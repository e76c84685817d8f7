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

"""Writer of bags, if its file cannot be opened."""

import errno
import os
from pathlib import Path

import pytest

from svr_ros.errors import InputError
from svr_ros.replay import recorder


def test_file_that_cannot_be_opened_leaves_neither_folder_nor_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(recorder.Writer, "open", fail)
    opened = len(os.listdir("/proc/self/fd"))
    with (
        pytest.raises(InputError, match=r"out.mcap cannot be written: No space left on device"),
        recorder.Recorder(tmp_path / "out.mcap"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == opened
