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

"""The kinds that recipes name and the catalogue's table agree, and every room's walls have kinds of their own."""

from __future__ import annotations

import ast
from pathlib import Path

from svr_ros.synthesis import furnishing, shell
from svr_ros.synthesis.catalogue.forms import Place
from svr_ros.synthesis.catalogue.table import FORMS
from svr_ros.synthesis.furnishing import kinds
from svr_ros.synthesis.furnishing.recipes import RECIPES

WITHOUT_FURNITURE = {"empty room", "blank room"}


def _tables() -> set[str]:
    """Return the kinds of all tables of `kinds`."""
    tables = [value for name, value in vars(kinds).items() if name.isupper() and name != "ALONG_WALLS"]
    return {kind for table in [*tables, *kinds.ALONG_WALLS.values()] for kind in table}


def _calls() -> set[str]:
    """Return the kinds that furnishing and shell draw by name: the strings in the first arguments of `draw`."""
    found = set()
    for package in (furnishing, shell):
        for path in Path(package.__path__[0]).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "draw":
                    constants = [child for child in ast.walk(node.args[0]) if isinstance(child, ast.Constant)]
                    found |= {constant.value for constant in constants if isinstance(constant.value, str)}
    return found


def test_every_kind_that_a_recipe_names_is_in_the_catalogue() -> None:
    assert _tables() | _calls() <= {form.kind for form in FORMS}


def test_every_kind_of_the_catalogue_is_named_by_a_recipe() -> None:
    """Small things are drawn by the furniture that holds them as well."""
    assert {form.kind for form in FORMS if form.place != Place.TOP} <= _tables() | _calls()


def test_every_furnished_room_has_kinds_along_its_walls() -> None:
    assert set(kinds.ALONG_WALLS) == {recipe.name for recipe in RECIPES} - WITHOUT_FURNITURE
