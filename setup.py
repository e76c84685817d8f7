"""Install the library and the `svr` command without ROS; the metadata is in pyproject.toml."""

from setuptools import setup

setup()
