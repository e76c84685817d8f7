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

"""Compatibility with NumPy 1.21 of Ubuntu 22.04."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "svr_ros"
GENERIC_SINCE_1_22 = {"floating", "integer", "number", "inexact", "signedinteger", "unsignedinteger", "complexfloating"}


def subscripts(source: str) -> list[int]:
    """Return the lines that subscript NumPy's scalar types or dtype when the module is imported or run."""
    tree = ast.parse(source)
    lazy = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    annotations = {
        id(part)
        for node in ast.walk(tree)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if lazy and isinstance(annotation, ast.AST)
        for part in ast.walk(annotation)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and id(node) not in annotations
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in GENERIC_SINCE_1_22 | {"dtype"}
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == "np"
    ]


def test_scalar_types_are_not_subscripted_at_import_time() -> None:
    found = {path.name: subscripts(path.read_text()) for path in PACKAGE.rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_check_finds_them() -> None:
    assert subscripts("Array = NDArray[np.floating[Any]]") == [1]
    assert subscripts("from __future__ import annotations\ndef f(a: np.dtype[Any]) -> np.floating[Any]: ...") == []
