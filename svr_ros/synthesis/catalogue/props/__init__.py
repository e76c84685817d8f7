"""Props: small things on furniture and what stands about on floors."""

from __future__ import annotations

from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.props import desk, floor, household, kitchen, people, plants

FORMS: tuple[Form, ...] = tuple(
    form for group in (desk, kitchen, plants, floor, household, people) for form in group.FORMS
)
