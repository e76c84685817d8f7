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

"""Entry point for torchrun, with the arguments of `svr train`.

For example, `torchrun --nproc-per-node 8 -m svr_ros.training --preset compact`.
"""

from __future__ import annotations

import argparse
import sys

from svr_ros.cli import options
from svr_ros.cli import train as command
from svr_ros.errors import InputError


def main() -> int:
    """Train and return the exit code: 2 for bad input, which is reported in one sentence."""
    parser = argparse.ArgumentParser(prog="python -m svr_ros.training", description="Train weights on generated rooms.")
    command.add_arguments(parser)
    try:
        args = parser.parse_args()
        options.use_precision(args)
        return command.run(args)
    except InputError as error:
        print(f"svr: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
