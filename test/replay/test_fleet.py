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

"""Processes that replay bags, in a process of their own."""

import argparse
import subprocess
import sys
from pathlib import Path

from svr_ros.cli import bags, options
from svr_ros.replay.fleet import Model
from svr_ros.replay.job import Job

STUBBORN = """
import os, signal, sys, threading, time
from pathlib import Path
from svr_ros.replay import fleet
from svr_ros.replay.job import Job
from svr_ros.replay.recorder import Recorder

FOLDER = Path(sys.argv[1])

def work(job, reconstructor):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with Recorder(job.output):
        (FOLDER / "started").touch()
        time.sleep(600)

def interrupt():
    while not (FOLDER / "started").exists():
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fleet._GRACE = 0.2
    threading.Thread(target=interrupt, daemon=True).start()
    job = Job(source=FOLDER / "bag", output=FOLDER / "out.mcap")
    try:
        list(fleet.run_by_processes(work, [job], fleet.Model("compact", "cpu"), 1))
    except KeyboardInterrupt:
        print("interrupted", *(path.name for path in FOLDER.iterdir()))
"""


def test_partial_output_of_a_process_that_had_to_be_killed_is_removed(tmp_path: Path) -> None:
    script, folder = tmp_path / "parent.py", tmp_path / "results"
    script.write_text(STUBBORN)
    folder.mkdir()
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, timeout=300)
    assert done.stdout == "interrupted started\n", done.stderr


def test_workers_of_a_cluster_are_given_precision_and_backend() -> None:
    """They do not have the environment of the command."""
    parser = argparse.ArgumentParser()
    options.add_model(parser)
    job = Job(Path("bag"), Path("out.mcap"))
    given = parser.parse_args(["--precision", "bf16", "--backend", "torch"])
    assert bags._model(given, job) == Model("compact", "auto", job.settings.resolution, "bf16", "torch")
    assert bags._model(parser.parse_args([]), job)[3:] == ("auto", "auto")
