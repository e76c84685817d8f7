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

"""The command line `svr`."""

from __future__ import annotations

import argparse
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType

from svr_ros import __version__
from svr_ros.cli import (
    benchmark,
    calibrate,
    compare,
    compress,
    decode,
    evaluate,
    export,
    generate,
    map,
    options,
    reconstruct,
    replay,
    train,
    view,
)
from svr_ros.cli.options import BAD_INPUT, INTERRUPTED, SOME_FAILED
from svr_ros.errors import InputError, one_line
from svr_ros.signals import Terminated, signals_as_exceptions

_COMMANDS: dict[str, tuple[ModuleType, str]] = {
    "reconstruct": (reconstruct, "reconstruct 3D scenes from images"),
    "view": (view, "show the scene of an image in a window"),
    "replay": (replay, "reconstruct the images of a recorded ROS 2 bag into another bag"),
    "map": (map, "fuse a sequence of images with poses into one semantic map"),
    "compress": (compress, "compress a scene to one latent per block near a surface"),
    "decode": (decode, "decode a compressed scene to signed distances, a mesh or a picture"),
    "generate": (generate, "show generated rooms as pictures, statistics or a mesh"),
    "train": (train, "train weights on generated rooms"),
    "evaluate": (evaluate, "evaluate weights on frames with ground truth, rooms and meshes"),
    "calibrate": (calibrate, "fit confidence and errors of distance of weights to generated rooms"),
    "compare": (compare, "compare evaluations of several weights as a Markdown table"),
    "export": (export, "export weights as ONNX files for other runtimes"),
    "benchmark": (benchmark, "measure the speed of the parts"),
}
"""Module and help of each command; modules import heavy libraries in `run` only, so that `svr --help` is fast."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `svr` and return its exit code.

    The codes are 0 for success, 1 if some of several inputs failed, 2 for bad input, which is reported in one sentence,
    130 if interrupted, and 128 plus the number of the signal if terminated.
    """
    _make_output_robust()
    args = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        options.use_precision(args)
        with signals_as_exceptions():
            code = run(args)
            sys.stdout.flush()
            return code
    except InputError as error:
        print(f"svr: {one_line(str(error))}", file=sys.stderr)
        return BAD_INPUT
    except (MemoryError, RuntimeError) as error:
        print(f"svr: {one_line(_shortage(error))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("svr: interrupted", file=sys.stderr)
        return INTERRUPTED
    except Terminated as error:
        print(f"svr: {one_line(str(error))}", file=sys.stderr)
        return 128 + error.number
    except OSError as error:
        if error.filename is not None:
            print(f"svr: {one_line(f'{error.filename}: {error.strerror or error}')}", file=sys.stderr)
            return BAD_INPUT
        # Files of the work are opened by functions that report their errors as InputError
        if error.errno not in (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        return _end_without_stdout(error)


def _shortage(error: MemoryError | RuntimeError) -> str:
    """Return the sentence about a shortage of memory, as of the first tensors; raises an error of another kind."""
    from svr_ros.inference import memory

    if not memory.is_shortage(error):
        raise error
    return f"out of memory ({memory.describe_shortage(error)}); expected more free memory"


def _make_output_robust() -> None:
    """Print characters that an output cannot represent as escapes; streams that are closed become the null device."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 (open until the end)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end_without_stdout(error: OSError) -> int:
    """Discard what standard output does not take, report it unless the reader left, and return the exit code."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 128 + signal.SIGPIPE
    print(f"svr: standard output cannot be written: {error.strerror or error}", file=sys.stderr)
    return SOME_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="svr", description="Semantic 3D reconstruction of rooms from single images.")
    parser.add_argument("--version", action="version", version=f"svr {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, text) in _COMMANDS.items():
        command = commands.add_parser(name, help=text)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
