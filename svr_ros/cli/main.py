"""The command line `svr`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from svr_ros import __version__
from svr_ros.cli import (
    benchmark,
    compare,
    compress,
    decode,
    evaluate,
    generate,
    options,
    reconstruct,
    replay,
    train,
    view,
)
from svr_ros.cli.options import BAD_INPUT, INTERRUPTED
from svr_ros.errors import InputError

_COMMANDS: dict[str, tuple[ModuleType, str]] = {
    "reconstruct": (reconstruct, "reconstruct 3D scenes from images"),
    "view": (view, "show the scene of an image in a window"),
    "replay": (replay, "reconstruct the images of a recorded ROS 2 bag into another bag"),
    "compress": (compress, "compress a scene to one latent per block near a surface"),
    "decode": (decode, "decode a compressed scene to signed distances, a mesh or a picture"),
    "generate": (generate, "show generated rooms as pictures, statistics or a mesh"),
    "train": (train, "train weights on generated rooms"),
    "evaluate": (evaluate, "evaluate weights on frames with ground truth, rooms and meshes"),
    "compare": (compare, "compare evaluations of several weights as a Markdown table"),
    "benchmark": (benchmark, "measure the speed of the parts"),
}
"""Module and help of each command; modules import heavy libraries in `run` only, so that `svr --help` is fast."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `svr` and return its exit code.

    The codes are 0 for success, 1 if some of several inputs failed, 2 for bad input, which is reported in one sentence,
    and 130 if interrupted.
    """
    args = _parser().parse_args(argv)
    try:
        options.use_precision(args)
        run: Callable[[argparse.Namespace], int] = args.run
        return run(args)
    except InputError as error:
        print(f"svr: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("svr: interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="svr", description="Semantic 3D reconstruction of rooms from single images.")
    parser.add_argument("--version", action="version", version=f"svr {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, text) in _COMMANDS.items():
        command = commands.add_parser(name, help=text)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
