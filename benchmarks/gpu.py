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

"""Check and measure everything that depends on a GPU, in at most fifteen minutes.

    python benchmarks/gpu.py OUT [SECTION ...] [--device auto|cpu|cuda] [--short]

Each section runs in a process of its own, because some errors of CUDA make all later calls of a process fail, and has a
limit in seconds. It writes OUT/SECTION.json, with the reason if it fails. With --short, or on a CPU, sections do the
least that runs all of their code.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import traceback
from pathlib import Path

import gpu_sections
from gpu_sections import Out, Setup

from svr_ros.inference.devices import choose_device

LIMITS = {
    "environment": 60,
    "parity": 120,
    "latency": 150,
    "synchronisations": 60,
    "graph": 90,
    "memory": 60,
    "forms": 60,
    "training": 90,
    "tests": 180,
}
"""Sections in order of importance, with their limits in seconds."""


def run_section(name: str, setup: Setup, folder: Path) -> None:
    """Run a section in this process and write its file; a failure is part of it."""
    out: Out = {}
    started = time.perf_counter()
    try:
        getattr(gpu_sections, name)(setup, out)
    except Exception:
        out["failed"] = traceback.format_exc()[-3000:]
    out["seconds"] = round(time.perf_counter() - started, 1)
    (folder / f"{name}.json").write_text(json.dumps(out, indent=1, default=str) + "\n")


def main() -> None:
    """Run the sections, one process after the other."""
    parser = argparse.ArgumentParser(description="Check and measure everything that depends on a GPU.")
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"some of {', '.join(LIMITS)} (all)")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--short", action="store_true", help="do the least that runs all code")
    parser.add_argument("--here", action="store_true", help="run in this process, without limits")
    arguments = parser.parse_args()
    if unknown := set(arguments.sections) - LIMITS.keys():
        parser.error(f"sections are {', '.join(sorted(unknown))}; expected some of {', '.join(LIMITS)}")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    device = choose_device(arguments.device)
    setup = Setup(device, arguments.short or device.type == "cpu")
    for name in arguments.sections or LIMITS:
        started = time.perf_counter()
        if arguments.here:
            run_section(name, setup, arguments.folder)
        else:
            short = ["--short"] if setup.short else []
            command = [sys.executable, __file__, str(arguments.folder), name, "--device", str(device), "--here", *short]
            try:
                subprocess.run(command, timeout=LIMITS[name], check=False)
            except subprocess.TimeoutExpired:
                (arguments.folder / f"{name}.json").write_text(f'{{"failed": "longer than {LIMITS[name]} s"}}\n')
        print(f"{time.perf_counter() - started:6.1f} s  {name}", flush=True)


if __name__ == "__main__":
    main()
