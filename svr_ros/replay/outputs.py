"""The node's topics and parameters, and the messages of a scene, where there is no node."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from svr_ros.errors import InputError
from svr_ros.replay import messages

messages.provide()

from svr_ros.ros.convert.legends import LEGENDS  # noqa: E402  (where there is no ROS, its messages must stand first)
from svr_ros.ros.convert.output_frame import Placement  # noqa: E402
from svr_ros.ros.convert.results import Results  # noqa: E402
from svr_ros.ros.convert.topics import OUTPUTS  # noqa: E402
from svr_ros.ros.parameters import BY_NAME, Settings  # noqa: E402

_ONLY_LIVE = {
    "weights", "device",  # have options of their own
    "autostart", "image_transport", "max_age", "input_timeout", "target_frame", "transform_timeout",
    "save_directory", "service_timeout",
}  # fmt: skip
"""Parameters that mean nothing to a bag."""


def settings_of(pairs: Sequence[str]) -> Settings:
    """Return the node's settings with parameters given as name=value; raises InputError where one does not fit."""
    values = {}
    for pair in pairs:
        name, equals, text = pair.replace(":=", "=").partition("=")
        known = {known: parameter for known, parameter in BY_NAME.items() if known not in _ONLY_LIVE}
        if not equals or name not in known:
            raise InputError(f"parameter {pair!r} is unknown; expected NAME=VALUE of {', '.join(known)}")
        kind = type(known[name].default)
        try:
            value = {"true": True, "false": False}[text.lower()] if kind is bool else kind(text)
        except (KeyError, ValueError) as error:
            raise InputError(f"parameter {name} is {text!r}; expected {kind.__name__}") from error
        if complaint := known[name].complaint(value):
            raise InputError(f"parameter {complaint}")
        values[name] = value
    return Settings().changed(values)


def check(wanted: Collection[str]) -> None:
    """Raise InputError where a name is no topic of the node."""
    for name in wanted:
        if name not in OUTPUTS:
            raise InputError(f"output {name!r} is unknown; expected a list of {', '.join(OUTPUTS)}")


def make(wanted: Collection[str], results: Results) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, type and bytes (CDR) of each wanted message."""
    for name in wanted:
        kind = messages.name_of(OUTPUTS[name].kind)
        yield name, kind, messages.serialize(OUTPUTS[name].make(results), kind)


def make_legends(header: Any) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, type and bytes (CDR) of what tells of the classes."""
    for name, legend in LEGENDS.items():
        kind = messages.name_of(legend.kind)
        yield name, kind, messages.serialize(legend.make(header), kind)


def results_of(reconstruction: Any, header: Any, info: Any, settings: Settings) -> Results:
    """Return what messages are made of, in the camera's optical frame."""
    return Results(reconstruction, header, info, Placement(header), settings)
