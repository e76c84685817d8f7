"""Props: small things on furniture and what stands about on floors, grouped by where they stand."""

from __future__ import annotations

from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.props import (
    appliances,
    desk,
    dining,
    floor,
    household,
    instruments,
    kitchen,
    people,
    plants,
    shelf,
    toys,
)

_GROUPS = (desk, dining, kitchen, shelf, plants, floor, household, appliances, instruments, toys, people)

FORMS: tuple[Form, ...] = tuple(form for group in _GROUPS for form in group.FORMS)
