"""Texts for the log, diagnostics and responses: one line each, of a limited length."""

_MAX_LENGTH = 1000
"""Maximum number of characters; names in messages may have any length."""


def one_line(text: str) -> str:
    """Return a text in one line, with control characters escaped, cut to a length that fits a log."""
    cut = text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in cut
    )
