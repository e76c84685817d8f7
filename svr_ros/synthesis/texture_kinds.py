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

"""The kinds of textures that the kernels compute; `textures` gives them typed parameters."""

from __future__ import annotations

from enum import IntEnum


class TextureKind(IntEnum):
    """The kernel that computes a texture."""

    PLAIN = 0
    NOISE = 1
    WOOD = 2
    STRIPES = 3
    CHECKS = 4
    TILES = 5
    MARBLE = 6
    WEAVE = 7
    PLANKS = 8
    BLOTCHES = 9
    CARPET = 10
    PRINT = 11
    SPINES = 12
    PARQUET = 13
    KNIT = 14
    CORDUROY = 15
    TWEED = 16
    VELVET = 17
    LEATHER = 18
    FOLDS = 19
    WICKER = 20
    SLATS = 21
    LOOPS = 22
    CARPET_TILES = 23
    BRICKS = 24
    HEXAGONS = 25
    ENCAUSTIC = 26
    MOSAIC = 27
    FLAGSTONES = 28
    GRANITE = 29
    TERRAZZO = 30
    SLATE = 31
    CONCRETE = 32
    PLASTER = 33
    BRUSHED = 34
    RUST = 35
    DAMASK = 36
    GEOMETRIC = 37
    GRASSCLOTH = 38
    FLORAL = 39
    RUG = 40
    LANDSCAPE = 41
    PORTRAIT = 42
    ABSTRACT = 43
    PAGE = 44
    PHOTOGRAPH = 45
