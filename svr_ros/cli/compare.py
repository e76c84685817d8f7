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

"""`svr compare`: compare evaluations of several weights as a Markdown table."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.cli import options
from svr_ros.paths import refuse_overwriting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("inputs", type=Path, nargs="+", metavar="JSON", help="files of svr evaluate --json")
    parser.add_argument("-o", "--output", type=Path, metavar="MD", help="file of the table (the terminal)")


def run(args: argparse.Namespace) -> int:
    """Compare the evaluations and return the exit code."""
    from svr_ros.evaluation.comparison import compare
    from svr_ros.inference import files

    output = files.check_output(args.output, (".md",)) if args.output else None
    refuse_overwriting([output] if output else [], args.inputs)
    text = compare(args.inputs)
    if output is None:
        print(text, end="")
    else:
        files.write_atomically(output, lambda partial: partial.write_text(text))
    return options.DONE
