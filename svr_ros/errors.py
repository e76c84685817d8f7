"""The exception that bad input raises, and the kinds of its messages."""

import re


class InputError(ValueError):
    """Bad input; the message states in one sentence the given value and the expected one."""


_VARYING = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\[[^]]*\]|[-+]?\d[\w.+-]*|\b(?:nan|inf)\b""",
    re.DOTALL,
)
"""Parts of a sentence that differ between problems of one kind: quoted texts, lists and numbers."""


def kind_of_problem(sentence: str) -> str:
    """Return a sentence without its numbers and names, which is the same for problems of one kind."""
    return _VARYING.sub("#", sentence)
