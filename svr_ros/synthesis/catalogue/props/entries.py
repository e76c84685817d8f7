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

"""List entries of small things for every surface that they stand on."""

from __future__ import annotations

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.forms import Form, Maker, Place, Range, of_kind

standing = of_kind("", Label.VOID)
"""Lists a prop that stands on the floor and is a kind of its own."""


def small_thing(
    name: str, make: Maker, width: Range, depth: Range, height: Range, **weights: float
) -> tuple[Form, ...]:
    """Return the forms of a small thing, of the kinds "shelf thing", "desk thing" and so on.

    Args:
        name: Name of the thing, to which the surface is added: "cups (desk)".
        make: Function that makes it.
        width: Range of its width, in metres.
        depth: Range of its depth, in metres.
        height: Range of its height, in metres.
        weights: Relative frequency on each surface: shelf, low_board, table, desk, kitchen, nightstand, seat, bath;
            that on low boards is by default that on shelves.
    """
    if "shelf" in weights:
        weights.setdefault("low_board", weights["shelf"])
    surfaces = [(surface.replace("_", " "), weight) for surface, weight in weights.items()]
    return tuple(
        Form(f"{name} ({surface})", f"{surface} thing", Label.VOID, make, weight, width, depth, height, Place.TOP)
        for surface, weight in surfaces
    )
