"""Entry point for torchrun, with the arguments of `svr train`.

For example, `torchrun --nproc-per-node 8 -m svr_ros.training --preset compact`.
"""

from __future__ import annotations

import argparse
import sys

from svr_ros.cli import train as command
from svr_ros.errors import InputError


def main() -> int:
    """Train and return the exit code: 2 for bad input, which is reported in one sentence."""
    parser = argparse.ArgumentParser(prog="python -m svr_ros.training", description="Train weights on generated rooms.")
    command.add_arguments(parser)
    try:
        return command.run(parser.parse_args())
    except InputError as error:
        print(f"svr: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
