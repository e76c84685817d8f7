"""The oldest versions that are checked are the ones that the package states."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_lower_bounds_are_the_versions_that_are_checked() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    stated = dict(re.findall(r'^    "([a-z0-9-]+)>=([\d.]+)",$', text, re.MULTILINE))
    lines = (ROOT / "constraints-oldest.txt").read_text().splitlines()
    checked: dict[str, str] = {}
    for line in lines:
        if match := re.match(r"([a-z0-9-]+)==([\d.]+)", line):
            checked.setdefault(match[1], match[2])  # the first is for Ubuntu 22.04
    assert stated.keys() == checked.keys()
    for name, version in stated.items():
        assert checked[name] == version or checked[name].startswith(f"{version}."), name
