"""The exception that bad input raises."""


class InputError(ValueError):
    """Bad input; the message states in one sentence the given value and the expected one."""
