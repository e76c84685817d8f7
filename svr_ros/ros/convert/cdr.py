"""Bytes of messages whose long sequences are arrays: an object for each of ten thousand points takes 50 ms to make."""

from __future__ import annotations

import importlib
import re
import struct
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_LITTLE_ENDIAN = b"\0\1\0\0"
_FORMATS = {"boolean": "?", "octet": "B", "float": "f", "double": "d"} | {
    f"{sign}int{8 * size}": letter.upper() if sign else letter
    for size, letter in ((1, "b"), (2, "h"), (4, "i"), (8, "q"))
    for sign in ("", "u")
}
_SEQUENCE = re.compile(r"sequence<(.*?)(?:, \d+)?>")


class Filled(NamedTuple):
    """A message, and by name what its sequences hold: arrays [N, K] where an element is K numbers of one kind, as a
    point is or a colour; lists of messages, filled ones too."""

    message: Any
    sequences: Mapping[str, NDArray[Any] | list[Any]]


def serialize(message: Any) -> bytes:
    """Return the bytes (plain CDR, little endian) that publishers send of a message, filled or not.

    Of text, numbers, messages and sequences of them; TypeError where the type has other fields, such as fixed arrays.
    """
    stream = _Stream()
    stream.message(message)
    return b"".join([_LITTLE_ENDIAN, *stream.parts])


class _Stream:
    """Gather the parts of a message; numbers stand at multiples of their size from its beginning."""

    def __init__(self) -> None:
        self.parts: list[bytes | memoryview] = []
        self._size = 0

    def message(self, given: Any) -> None:
        message, sequences = given if isinstance(given, Filled) else (given, {})
        for name, kind in _fields(type(message)):
            self._field(kind, sequences[name] if name in sequences else getattr(message, name))

    def _field(self, kind: str, value: Any) -> None:
        if kind in _FORMATS:
            self._numbers(_FORMATS[kind], value)
        elif kind == "string":
            data = value.encode() + b"\0"
            self._numbers("I", len(data))
            self._append(data)
        elif element := _element(kind):
            self._numbers("I", len(value))
            self._elements(element, value)
        elif "/" in kind and "[" not in kind:
            self.message(value)
        else:
            raise TypeError(f"a field is of type {kind}; expected numbers, text, messages or sequences of them")

    def _elements(self, kind: str, values: Any) -> None:
        if not isinstance(values, np.ndarray):
            for value in values:
                self._field(kind, value)
        elif values.size:
            letter, count = _numbers_of(kind)
            data = np.ascontiguousarray(values, f"<{letter}").reshape(len(values), count)
            self._align(data.itemsize)
            self._append(memoryview(data).cast("B"))

    def _numbers(self, letter: str, value: Any) -> None:
        data = struct.pack(f"<{letter}", value)
        self._align(len(data))
        self._append(data)

    def _align(self, size: int) -> None:
        if missing := -self._size % size:
            self._append(bytes(missing))

    def _append(self, data: bytes | memoryview) -> None:
        self.parts.append(data)
        self._size += len(data)


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """Return names and types of a message's fields, which rclpy copies each time it is asked."""
    return tuple(kind.get_fields_and_field_types().items())


@cache
def _element(kind: str) -> str | None:
    """Return what a sequence of that type holds; None where it is none."""
    sequence = _SEQUENCE.fullmatch(kind)
    return sequence[1] if sequence else None


@cache
def _numbers_of(kind: str) -> tuple[str, int]:
    """Return letter and count of the numbers that a message consists of, or a number itself."""
    if kind in _FORMATS:
        return _FORMATS[kind], 1
    package, name = kind.split("/")
    fields = getattr(importlib.import_module(f"{package}.msg"), name).get_fields_and_field_types()
    (number,) = set(fields.values())
    return _FORMATS[number], len(fields)
