"""The comparison of two checkouts, on this one and itself."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

ROOT = Path(__file__).resolve().parents[2]


def test_a_checkout_is_compared_with_itself() -> None:
    options = ["--resolution", "64", "--repeats", "1", "--threads", "1", "--topics", "voxels,depth"]
    command = [sys.executable, str(ROOT / "benchmarks" / "speed.py"), str(ROOT), "--base-python", sys.executable]
    run = subprocess.run([*command, *options], capture_output=True, text=True, timeout=500)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0] == f"base: {ROOT}, torch" and lines[1] == f"this: {ROOT}, torch"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[-2:]]
    assert [row[0] for row in rows] == ["static", "moving"]
    assert all(float(row[1]) > 0 and float(row[2]) > 0 for row in rows)
