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

"""The exception that bad input raises, the kinds of its messages, and how they are printed."""

import re


class InputError(ValueError):
    """Bad input; the message states in one sentence the given value and the expected one."""


_VARYING = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\[[^]]*\]|[-+]?\d[\w.+-]*|\b(?:nan|inf)\b""",
    re.DOTALL,
)
"""Parts of a sentence that differ between problems of one kind: quoted texts, lists and numbers."""


_MAX_LENGTH = 1000
"""Maximum number of characters of a logged or printed sentence; names in messages may have any length."""


def one_line(text: str) -> str:
    """Return a text in one line, with control characters escaped, cut to a length that fits a log or a terminal."""
    cut = text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in cut
    )


def kind_of_problem(sentence: str) -> str:
    """Return a sentence without its numbers and names, which is the same for problems of one kind."""
    return _VARYING.sub("#", sentence)
