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

"""Create or update .venv with the libraries, ROS 2 (sourced, or wheels from PyPI) and this package's messages.

Runs with the system's Python before anything is installed, so it uses only the standard library.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
LOCK = ROOT / ".venv.lock"
CONSTRAINTS = ROOT / "constraints.txt"
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
WHEEL_PYTHONS = ((3, 11), (3, 12))
DISK_NEEDED = 5e9
PYTORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeoutError|NameResolutionError|ProxyError|Temporary failure in name"
)
NO_SUCH_TORCH = re.compile(r"No matching distribution found for torch|Cannot install torch==")
"""pip's errors for missing versions of torch; the second occurs if the machine has its own constraints."""


class SetupError(Exception):
    """The environment cannot be created; the message is one sentence with a remedy."""


def main() -> int:
    """Bring .venv up to date with constraints.txt and the message definitions; return the exit code."""
    leave_own_environment()
    parser = argparse.ArgumentParser(description="Create or update the virtual environment .venv of this checkout.")
    parser.add_argument("--torch", default="", help='requirement of PyTorch, such as "torch" for the CUDA build')
    arguments = parser.parse_args()
    try:
        with only_run():
            update(arguments.torch)
    except SetupError as error:
        print(f"svr_ros: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"svr_ros: {error.strerror}{f': {error.filename}' if error.filename else ''} ({ROOT})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def update(wanted_torch: str) -> None:
    """Install what has changed since the last run.

    Args:
        wanted_torch: Requirement of PyTorch; empty for that of the last run.
    """
    # Compare with the last run
    torch = wanted_torch or recorded("torch") or "cpu"
    packages = fingerprint([CONSTRAINTS], torch, sys.version, sourced_ros())
    definitions = [*sorted(ROOT.glob("msg/*.msg")), *sorted(ROOT.glob("srv/*.srv"))]
    messages = fingerprint([*definitions, ROOT / "CMakeLists.txt", ROOT / "package.xml"], packages)
    if recorded("messages") == messages and has_packages() and has_messages():
        return

    # Install what has changed
    check_machine()
    if recorded("packages") != packages or not has_packages():
        install_packages(torch)
        record("torch", torch)
        record("contents", "\n".join(installed()))
        record("packages", packages)
    build_messages()
    link_sources()
    record("messages", messages)


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock of this checkout, so that several calls of `make` at once install one after another."""
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another `make env` in this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def has_packages() -> bool:
    """Return whether .venv is a virtual environment with all packages that were installed into it."""
    return (VENV / "pyvenv.cfg").is_file() and set(recorded("contents").splitlines()) <= set(installed())


def has_messages() -> bool:
    """Return whether .venv has the messages and imports the sources."""
    site = site_packages()
    return (site / "svr_ros" / "msg").is_dir() and (site / "svr_ros.pth").is_file() and (VENV / "bin" / "svr").is_file()


def installed() -> list[str]:
    """Return the names and versions of the packages in .venv."""
    return sorted(path.name for path in site_packages().glob("*.dist-info"))


def leave_own_environment() -> None:
    """Continue with the Python that .venv was made from if this is the one in .venv, which an update replaces."""
    if sys.prefix != sys.base_prefix and Path(sys.prefix).resolve() == VENV.resolve():
        base = getattr(sys, "_base_executable", None) or shutil.which("python3", path=os.defpath) or sys.executable
        os.execv(base, [base, *sys.argv])


def sourced_ros() -> str:
    """Return the name of the sourced ROS 2 distribution; empty if none is sourced."""
    return os.environ.get("ROS_DISTRO", "") if os.environ.get("AMENT_PREFIX_PATH") else ""


def check_machine() -> None:
    """Raise SetupError if the machine lacks a requirement that PyPI does not provide."""
    if not sourced_ros() and sys.version_info[:2] not in WHEEL_PYTHONS:
        raise SetupError(
            f"there are ROS 2 wheels for Python 3.11 and 3.12 only, and {sys.executable} is Python {VERSION}: "
            "source a ROS 2 installation first, or use one of those versions, as in `make demo PYTHON=python3.12`."
        )
    missing = []
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        missing.append(f"python{VERSION}-venv")
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        missing.append(f"python{VERSION}-dev")
    if not (os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")):
        missing.append("g++")
    if missing:
        raise SetupError(f"packages to build the ROS messages are missing: run `sudo apt install {' '.join(missing)}`.")
    free = shutil.disk_usage(ROOT).free
    if not PYTHON.exists() and free < DISK_NEEDED:
        needed = f"{DISK_NEEDED / 1e9:.0f} GB"
        raise SetupError(
            f"{ROOT} has {free / 1e9:.1f} GB of free space and the environment needs {needed}: free some space."
        )


def install_packages(torch: str) -> None:
    """Install constraints.txt into a new .venv; with a sourced ROS 2, without the ROS wheels."""
    distribution = sourced_ros()
    say(f"Python environment in .venv, with ROS 2 {f'{distribution}, sourced' if distribution else 'Kilted wheels'}")
    options = ["--system-site-packages"] if distribution else []
    shutil.rmtree(VENV, ignore_errors=True)  # with its records, which `venv --clear` removes in any order
    run([sys.executable, "-m", "venv", *options, str(VENV)])
    say("PyTorch and the libraries: download of about 0.8 GB, one to two minutes")
    lines = CONSTRAINTS.read_text().splitlines()
    pinned_torch = next(line for line in lines if line.startswith("torch=="))
    lines.remove(pinned_torch)
    install_torch(pinned_torch, torch)
    requirements = VENV / "requirements.txt"
    requirements.write_text("\n".join(without_ros_packages(lines) if distribution else lines))
    failure = pip("-r", str(requirements))
    if failure:
        raise SetupError(reason(failure))


def install_torch(pinned: str, wanted: str) -> None:
    """Install PyTorch; "cpu" is the pinned version without the 3 GB of CUDA libraries of PyPI's Linux build."""
    choices = [
        [f"{pinned}+cpu"],
        [f"{pinned}+cpu", "--timeout", "15", "--extra-index-url", PYTORCH_CPU_INDEX],
        [pinned],
    ]
    for choice in choices if wanted == "cpu" else [[wanted]]:
        failure = pip(*choice)
        if not failure:
            return
        unreachable = NO_NETWORK.search(failure) and PYTORCH_CPU_INDEX not in choice
        if unreachable or not NO_SUCH_TORCH.search(failure):
            break
    raise SetupError(reason(failure))


def without_ros_packages(lines: list[str]) -> list[str]:
    """Return the requirements that a sourced ROS 2 lacks, with NumPy limited to the major version of its modules."""
    command = [sys.executable, "-c", "import numpy; print(numpy.__version__)"]
    numpy = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if numpy.returncode:
        raise SetupError("the sourced ROS 2 lacks NumPy: run `sudo apt install python3-numpy`.")
    names = {line: re.split("[=; ]", line)[0] for line in lines if line and not line.startswith(("#", "ros-"))}
    in_ros = ("numpy", "catkin-pkg", "cmake", "empy")
    bound_to_numpy = ("numba", "opencv-python-headless", "pillow", "scikit-image")
    kept = [name if name in bound_to_numpy else line for line, name in names.items() if name not in in_ros]
    return [*dict.fromkeys(kept), f"numpy<{int(numpy.stdout.split('.')[0]) + 1}"]


def build_messages() -> None:
    """Build the messages with CMake and install them, without the rest of the package, into .venv."""
    # Find CMake and the install prefixes
    say("messages")
    started = time.monotonic()
    python_folder = site_packages().relative_to(VENV)
    prefixes = [str(VENV), *os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep)]
    environment = dict(os.environ, AMENT_PREFIX_PATH=os.pathsep.join(filter(None, prefixes)))
    environment["PATH"] = os.pathsep.join([str(VENV / "bin"), os.environ["PATH"]])
    cmake = (shutil.which("cmake") if sourced_ros() else None) or str(VENV / "bin" / "cmake")

    # Configure, build and install
    build = VENV / "build"
    shutil.rmtree(build, ignore_errors=True)
    definitions = {
        "CMAKE_PREFIX_PATH": ";".join(filter(None, prefixes)),
        "CMAKE_INSTALL_PREFIX": VENV,
        "CMAKE_BUILD_TYPE": "Release",
        "PYTHON_INSTALL_DIR": python_folder,
        "Python3_EXECUTABLE": PYTHON,
        "BUILD_TESTING": "OFF",
        "MESSAGES_ONLY": "ON",
    }
    options = [f"-D{name}={value}" for name, value in definitions.items()]
    run([cmake, "-S", str(ROOT), "-B", str(build), "-GNinja", "-Wno-dev", *options], environment)
    run([cmake, "--build", str(build)], environment)
    run([cmake, "--install", str(build)], environment)
    shutil.rmtree(build)
    say(f"messages built in {time.monotonic() - started:.0f} s")


def link_sources() -> None:
    """Make .venv import the sources from the checkout, so that edits need no installation."""
    site = site_packages()
    # Remove the generated __init__.py: Python then finds the sources, which find the messages by pkgutil.extend_path.
    (site / "svr_ros" / "__init__.py").unlink(missing_ok=True)
    (site / "svr_ros.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "svr"
    # Guard the call: spawned worker processes import this file again.
    guarded = 'if __name__ == "__main__":\n    sys.exit(main())\n'
    command.write_text(f"#!{PYTHON}\nimport sys\n\nfrom svr_ros.cli.entry import main\n\n{guarded}")
    command.chmod(0o755)


def site_packages() -> Path:
    """Return the folder of installed packages in .venv."""
    return VENV / "lib" / f"python{VERSION}" / "site-packages"


def pip(*arguments: str) -> str:
    """Run pip with visible progress; return its output if it failed, and an empty string otherwise."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-compile", "--prefer-binary", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--retries", "2", *arguments]
    # Without pyvenv.cfg, .venv/bin/python is the machine's own Python, into which pip must not install
    environment = dict(os.environ, PIP_REQUIRE_VIRTUALENV="1")
    output = ""
    with (
        LOG.open("a") as log,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            log.write(line)
            output += line
            large = re.match(r" *(Downloading|Using cached) ([^-\s]+)-\S+ \((\d{2,}[.\d]* [MG]B)", line)
            if large:
                say(f"  {large[1].lower()} {large[2]} ({large[3]})")
            elif line.startswith("Installing collected"):
                count = line.count(",") + 1
                say(f"  installing {count} package{'s' if count > 1 else ''}")
    return output if process.returncode else ""


def reason(output: str) -> str:
    """Return the reason of a failure in one sentence, given pip's output."""
    if "No space left" in output:
        return f"the disk is full: free {DISK_NEEDED / 1e9:.0f} GB for .venv and pip's temporary files."
    if NO_NETWORK.search(output):
        return "PyPI cannot be reached: connect this machine to the network for the first run."
    errors = [line.strip() for line in output.splitlines() if line.startswith("ERROR")]
    return f"pip failed ({errors[-1] if errors else 'without an error message'}); its output is in {LOG}."


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command with its output in the log; raise SetupError if it fails."""
    VENV.mkdir(exist_ok=True)
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with LOG.open("a") as log:
        log.write(result.stdout)
    if result.returncode:
        lines = [line for line in result.stdout.splitlines() if re.search(r"error", line, re.IGNORECASE)]
        raise SetupError(
            f"`{' '.join(command[:3])} ...` failed ({(lines or ['no error message'])[0].strip()}); see {LOG}."
        )


def fingerprint(files: list[Path], *texts: str) -> str:
    """Return a hash of files, texts and the path of the checkout, which .venv contains."""
    digest = hashlib.sha256()
    for part in [*(file.read_bytes() for file in files), *(text.encode() for text in (*texts, str(ROOT)))]:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def recorded(name: str) -> str:
    """Return the text that an earlier run recorded under a name; empty if there is none."""
    file = VENV / f"{name}.stamp"
    return file.read_text().strip() if file.is_file() and PYTHON.exists() else ""


def record(name: str, text: str) -> None:
    """Record a text under a name for later runs."""
    (VENV / f"{name}.stamp").write_text(text + "\n")


def say(text: str) -> None:
    """Print a progress message with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:3.0f} s] {text}", flush=True)


STARTED = time.monotonic()

if __name__ == "__main__":
    sys.exit(main())
