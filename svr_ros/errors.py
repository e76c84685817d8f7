"""The one error that bad input causes."""


class InputError(ValueError):
    """Say in one sentence what was given and what is expected, so that the caller can show it as it is."""
