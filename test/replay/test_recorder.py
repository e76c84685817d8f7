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
