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

"""Pictures, mirrors, boards and ladders that lean against walls."""

from __future__ import annotations

import math

from svr_ros.synthesis.furnishing.kinds import LEANING
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.shell.plan import Plan


def lean(piece: Furniture, angle: float) -> Furniture:
    """Return an upright piece, whose solids are not turned, tilted back by an angle (radians) against a wall."""
    c, s = math.cos(angle), math.sin(angle)
    lift = s * piece.depth / 2
    tilted = [
        solid._replace(y=c * solid.y + s * solid.z, z=c * solid.z - s * solid.y + lift, pitch=-angle)
        for solid in piece.solids
    ]
    return furniture(piece.label, piece.name, tilted)


def lean_something(plan: Plan) -> Placement | None:
    """Lean a picture, a mirror, boards or a ladder against a wall."""
    rng = plan.rng
    piece = lean(plan.draw_any(LEANING), rng.uniform(0.08, 0.2))
    return plan.against_wall(piece, gap=0.002, corner=rng.choice((-1, 0, 1)))
