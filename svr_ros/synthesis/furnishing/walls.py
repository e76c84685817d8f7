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

"""Pictures, mirrors, lamps and other pieces on the free parts of walls."""

from __future__ import annotations

from svr_ros.synthesis.furnishing.kinds import ON_WALLS, Hanging
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.wall_decoration import fit_plates, pin_papers

_TALL = 1.1
"""Height in metres above which a piece hangs low, as a dressing mirror does."""

_HIGH = 1.5
"""Height of the middle of the pictures in a row, in metres."""


def decorate_walls(plan: Plan) -> None:
    """Hang up to eight pieces and a row of pictures, pin up papers, and fit switches, sockets and vents."""
    rng = plan.rng
    if rng.random() < 0.2:
        _hang_row(plan)
    kinds, weights = list(ON_WALLS), [hanging.weight for hanging in ON_WALLS.values()]
    for _ in range(1 + plan.materials.count(7)):
        kind = rng.choices(kinds, weights)[0]
        hang(plan, kind, ON_WALLS[kind])
    if rng.random() < 0.25:
        pin_papers(plan, rng.randrange(4), plan.materials.count(16))
    fit_plates(plan)


def hang(plan: Plan, kind: str, hanging: Hanging) -> None:
    """Hang a piece of a kind on a free part of a wall, if there is one."""
    piece, rng = plan.draw(kind), plan.rng
    if hanging.middle:
        tall = piece.height > _TALL
        z = rng.uniform(0.1, 0.3) if tall else rng.uniform(hanging.low, hanging.high) - piece.height / 2
    else:
        z = rng.uniform(hanging.low, hanging.high)
    plan.against_wall(piece, tries=3, gap=0.001, z=max(z, 0.0))


def _hang_row(plan: Plan) -> None:
    """Hang two to four pictures of one size in equal frames beside each other."""
    rng, gap = plan.rng, plan.rng.uniform(0.05, 0.2)
    first = plan.draw("picture")
    if first.width > 0.6:
        return
    z = _HIGH - first.height / 2
    start = plan.against_wall(first, tries=5, gap=0.001, z=z)
    if start is None:
        return
    *frame, image = first.solids
    for k in range(1, rng.randint(2, 4)):
        other = image._replace(material=plan.materials.surfaces.picture(image.hx, image.hz))
        piece = first._replace(solids=[*frame, other])
        x, y = start.at(k * (first.width + gap), 0.0)
        plan.put(piece, x, y, start.yaw, z)
