"""Bags for the tests of `svr replay`."""

from ..replay.conftest import record as record
