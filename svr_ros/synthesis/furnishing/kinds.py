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

"""The kinds of furniture and things of each type of room, with their relative frequencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Kinds = Mapping[str, float]
"""Kinds of the catalogue with their weights."""

EASY_CHAIRS: Kinds = {"armchair": 1.0, "lounge chair": 1.05}
COMFORTABLE: Kinds = {
    "armchair": 1.0, "lounge chair": 1.0, "rocking chair": 1.0, "chaise longue": 1.0, "daybed": 1.0
}  # fmt: skip
SOFAS: Kinds = {"sofa": 6.0, "corner sofa": 3.0, "u sofa": 0.6, "daybed": 0.4}
BED_FOOT_SEATS: Kinds = {"bench": 2.0, "stool": 1.0, "ottoman": 1.0, "armchair": 0.5, "lounge chair": 0.5}
TABLE_SEATS: Kinds = {"dining chair": 0.94, "stool": 0.06}
GUESTS: Kinds = {"dining chair": 2.0, "high chair": 1.0}
DESK_SEATS: Kinds = {"office chair": 0.6, "dining chair": 0.4}
CHILDRENS_BEDS: Kinds = {"bunk bed": 2.0, "cot": 1.0, "bed": 1.0}
LOW_TABLES: Kinds = {"coffee table": 1.0, "side table": 1.0}
HANGING_LAMPS: Kinds = {"pendant": 0.8, "chandelier": 0.2}

ON_DINING_TABLES: Kinds = {"table thing": 1.0}
ON_SHELVES: Kinds = {"shelf thing": 1.0}
ON_DESKS: Kinds = {"desk thing": 19.0, "shelf thing": 4.0}
ON_MEETING_TABLES: Kinds = {"desk thing": 19.0, "table thing": 15.0}
AT_BASINS: Kinds = {"bath thing": 1.0}

ALONG_WALLS: Mapping[str, Kinds] = {
    "bedroom": {
        "dresser": 1.0, "wardrobe": 1.0, "bookshelf": 1.0, "plant": 1.0, "bin": 1.0, "clothes rail": 1.0,
        "shoe rack": 0.2, "console table": 0.2, "chest": 0.3, "bureau": 0.2,
    },
    "child's room": {"bookshelf": 1.0, "dresser": 1.0, "wardrobe": 1.0, "sideboard": 1.0, "cartons": 1.0, "chest": 0.4},
    "living room": {
        "bookshelf": 2.0, "sideboard": 1.0, "dresser": 1.0, "armchair": 0.4, "lounge chair": 0.4, "rocking chair": 0.2,
        "chaise longue": 0.2, "daybed": 0.2, "plant": 1.0, "planter": 1.0, "floor lamp": 1.0, "console table": 0.4,
        "wine rack": 0.1, "sitting person": 0.1, "display cabinet": 0.5, "bureau": 0.3, "chest": 0.2,
    },
    "dining room": {
        "sideboard": 2.0, "bookshelf": 1.0, "dresser": 1.0, "plant": 1.0, "armchair": 0.5, "lounge chair": 0.5,
        "wine rack": 0.5, "console table": 0.4, "display cabinet": 1.0, "bureau": 0.2,
    },
    "studio flat": {
        "wardrobe": 1.0, "dresser": 1.0, "bookshelf": 1.0, "clothes rail": 1.0, "filing cabinet": 1.0, "stove": 0.15,
        "fridge": 0.3, "shoe rack": 0.3,
    },
    "kitchen": {
        "fridge": 1.0, "bookshelf": 1.0, "bin": 1.0, "cartons": 1.0, "stool": 1.0, "stove": 0.4, "wine rack": 0.4,
        "sideboard": 0.3,
    },
    "bathroom": {
        "nightstand": 2.0, "bookshelf": 1.0, "wardrobe": 1.0, "stool": 1.0, "bin": 1.0, "laundry basket": 1.0
    },
    "laundry": {
        "bookshelf": 2.0, "cartons": 2.0, "wardrobe": 1.0, "bin": 1.0, "broom": 1.0, "vacuum cleaner": 1.0,
        "laundry basket": 1.0, "lockers": 0.3,
    },
    "office": {
        "bookshelf": 2.0, "filing cabinet": 2.0, "sideboard": 1.0, "cartons": 1.0, "bin": 1.0, "lockers": 0.5,
    },
    "meeting room": {
        "sideboard": 1.0, "bookshelf": 1.0, "plant": 1.0, "planter": 1.0, "water cooler": 1.0, "dining chair": 1.0
    },
    "classroom": {
        "bookshelf": 2.0, "filing cabinet": 2.0, "sideboard": 1.0, "cartons": 1.0, "bin": 1.0, "lockers": 1.5,
    },
    "lounge": {
        "plant": 1.0, "planter": 1.0, "bookshelf": 1.0, "sideboard": 1.0, "side table": 1.0, "armchair": 0.5,
        "lounge chair": 0.5, "sitting person": 0.3,
    },
    "corridor": {
        "dresser": 1.0, "sideboard": 1.0, "bookshelf": 1.0, "wardrobe": 1.0, "bench": 1.0, "stool": 1.0,
        "dining chair": 1.0, "shoes": 1.0, "bag": 1.0, "plant": 1.0, "coat stand": 1.0, "suitcase": 1.0,
        "bicycle": 1.0, "shoe rack": 2.0, "lockers": 1.0, "console table": 1.0, "chest": 0.3,
    },
    "workshop": {
        "bookshelf": 2.0, "filing cabinet": 2.0, "sideboard": 1.0, "cartons": 3.0, "bin": 1.0, "dining chair": 1.0,
        "wardrobe": 1.0, "broom": 1.0, "lockers": 1.0,
    },
}  # fmt: skip
"""Kinds along the walls of the rooms of each recipe."""

TOYS: Kinds = {
    "toys": 3.0, "toy box": 1.0, "bicycle": 1.0, "ball": 1.0, "heap": 2.0, "cartons": 1.0, "bin": 1.0
}  # fmt: skip
LAUNDRY: Kinds = {"clothes rail": 1.0, "drying rack": 1.0, "ironing board": 1.0}
STORED: Kinds = {"heap": 1.0, "cartons": 1.0, "laundry basket": 1.0, "drying rack": 1.0}
WORKSHOP: Kinds = {"cartons": 1.0, "heap": 1.0, "stool": 1.0, "fan": 1.0, "bicycle": 1.0, "step ladder": 1.0}
LEFT_BY_MOVERS: Kinds = {
    "cartons": 2.0, "bag": 1.0, "dining chair": 1.0, "bin": 1.0, "step ladder": 1.0
}  # fmt: skip
SINGLE_PIECES: Kinds = {
    "armchair": 1.0, "lounge chair": 1.0, "dining chair": 2.0, "stool": 1.0, "sofa": 1.0, "corner sofa": 1.0,
    "bed": 1.0, "daybed": 1.0, "dresser": 2.0, "sideboard": 2.0, "bookshelf": 1.0, "wardrobe": 1.0, "nightstand": 1.0,
    "coffee table": 1.0, "side table": 1.0, "console table": 1.0, "dining table": 1.0, "desk": 1.0, "floor lamp": 1.0,
    "plant": 1.0, "television board": 1.0,
}  # fmt: skip
"""Kinds of a blank room, which has one to four pieces."""

LEANING: Kinds = {"picture": 0.315, "mirror": 0.135, "boards": 0.275, "ladder": 0.275}
"""Kinds that lean against walls."""

LYING_ABOUT: Kinds = {
    "plant": 3.0, "planter": 1.0, "cartons": 2.0, "bag": 2.5, "bin": 2.0, "shoes": 1.5, "heap": 2.5,
    "laundry basket": 0.8, "suitcase": 0.5, "floor cushion": 0.4, "clothes rail": 0.5,
    "drying rack": 0.5, "ironing board": 0.3, "vacuum cleaner": 0.4, "broom": 0.4, "step ladder": 0.3,
    "coat stand": 0.4, "standing person": 0.4, "sitting person": 0.15, "toys": 0.5,
    "toy box": 0.3, "ball": 0.3, "bicycle": 0.2, "dining chair": 1.2, "stool": 1.2, "ottoman": 0.5, "fan": 0.4,
    "guitar": 0.4, "piano": 0.2, "speakers": 0.2, "water cooler": 0.2, "lanterns": 0.2,
}  # fmt: skip
"""Kinds that people leave about in any room."""


class Hanging(NamedTuple):
    """A kind of piece on a wall.

    Attributes:
        weight: Relative frequency.
        low: Minimum height above the floor in metres.
        high: Maximum height above the floor in metres.
        middle: Whether the heights are those of the piece's middle; otherwise they are those of its lower edge.
    """

    weight: float
    low: float
    high: float
    middle: bool = False


ON_WALLS: Mapping[str, Hanging] = {
    "picture": Hanging(6.0, 1.35, 1.75, middle=True),
    "mirror": Hanging(1.2, 1.4, 1.7, middle=True),
    "board": Hanging(0.5, 1.35, 1.6, middle=True),
    "wall shelf": Hanging(1.0, 1.05, 1.45),
    "wall lamp": Hanging(0.8, 1.5, 1.9),
    "clock": Hanging(0.4, 1.5, 1.9),
    "wall television": Hanging(0.4, 0.8, 1.3),
    "coats": Hanging(0.4, 0.6, 0.9),
    "radiator": Hanging(0.7, 0.0, 0.0),
    "garland": Hanging(0.15, 1.5, 1.8),
    "string lights": Hanging(0.15, 1.6, 1.9),
    "light strip": Hanging(0.1, 1.9, 2.1),
}
"""Kinds on the walls of any room that is not bare."""
