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

"""Command `svr evaluate` with sequences."""

import json
from pathlib import Path

import pytest

from svr_ros.cli.main import main
from svr_ros.errors import InputError
from svr_ros.open3d_loader import load_open3d

from ..replay.conftest import sequence


def test_one_bad_sequence_of_several_is_reported_and_the_others_are_evaluated(
    weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    good, empty = sequence(tmp_path / "walk", 1), tmp_path / "empty"
    empty.mkdir()
    arguments = ["evaluate", "--weights", weights, "--sequence", str(empty)]
    assert main([*arguments, "--sequence", str(good), "--json", str(tmp_path / "scores.json")]) == 1
    captured = capsys.readouterr()
    [sentence] = [line for line in captured.err.splitlines() if line.startswith("svr:")]
    assert f"{empty} holds no sequence" in sentence
    [(name, rows)] = json.loads((tmp_path / "scores.json").read_text()).items()
    assert name == "walk" and list(rows) == ["colour", "depth"]
    assert "| walk | depth |" in captured.out
    # None of them can be evaluated
    assert main([*arguments, "--json", str(tmp_path / "none.json")]) == 2
    assert "none of the 1 sequences can be evaluated" in capsys.readouterr().err
    assert not (tmp_path / "none.json").exists()


def test_options_that_sequences_do_not_have_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["evaluate", "--sequence", str(tmp_path), "--sheet", "sheet.png", "--known", "depth"]
    assert main(arguments) == 2
    assert (
        "--known, --sheet cannot be combined with --sequence; expected --json and --markdown only"
        in capsys.readouterr().err
    )
