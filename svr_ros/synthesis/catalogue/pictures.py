"""Pictures, posters, mirrors and boards for walls; they are of class wall."""

from __future__ import annotations

from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.forms import Form, Place, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.walls import framed, sheet
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import Pattern

_WIDTHS: tuple[Range, ...] = ((0.2, 0.6), (0.3, 1.0), (0.6, 1.5))
_HEIGHTS: tuple[Range, ...] = ((0.24, 0.6), (0.4, 1.0))
_FLAT: Range = (0.001, 0.1)


def _image(rng: Random, materials: MaterialLibrary) -> tuple[int, float, float]:
    """Draw an image; return its material, width and height, in metres."""
    width, height = rng.uniform(*rng.choice(_WIDTHS)), rng.uniform(*rng.choice(_HEIGHTS))
    return materials.surfaces.picture(width / 2, height / 2), width, height


def framed_picture(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a picture in its frame, with or without a mat; its last solid is the image."""
    image, width, height = _image(rng, materials)
    frame = materials.wood() if rng.random() < 0.6 else materials.plain(rng.choice(("dark", "white")))
    mat = materials.plain("white", 0.0) if rng.random() < 0.35 else None
    return framed(rng, image, frame, width, height, mat)


def poster(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a poster or a wall hanging without a frame."""
    return sheet(*_image(rng, materials))


def mirror(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a framed mirror."""
    return _mirror(rng, materials, rng.uniform(0.4, 1.6), rng.uniform(0.5, 1.1))


def tall_mirror(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a framed mirror as tall as a person."""
    return _mirror(rng, materials, rng.uniform(0.4, 0.8), rng.uniform(1.2, 1.7))


def _mirror(rng: Random, materials: MaterialLibrary, width: float, height: float) -> Furniture:
    frame = materials.metal() if rng.random() < 0.5 else materials.wood()
    return framed(rng, materials.mirror(), frame, width, height)


def whiteboard(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a whiteboard in a frame of metal."""
    return _board(rng, materials.plain("white", 0.3), materials.metal())


def blackboard(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a blackboard in a wooden frame."""
    chalk = Pattern(TextureKind.NOISE, 3.0)
    return _board(rng, materials.add(chalk, (0.03, 0.06, 0.04), (0.05, 0.08, 0.06), 0.02), materials.wood())


def cork_board(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a board of cork in a wooden frame."""
    return _board(rng, materials.cardboard(), materials.wood())


def _board(rng: Random, face: int, frame: int) -> Furniture:
    return framed(rng, face, frame, rng.uniform(0.6, 2.2), rng.uniform(0.5, 1.2))


_PICTURE = (0.19, 1.51), _FLAT, (0.23, 1.01), Place.WALL
_BOARD = (0.59, 2.21), _FLAT, (0.49, 1.21), Place.WALL

FORMS: tuple[Form, ...] = (
    Form("picture", "picture", Label.WALL, framed_picture, 0.7, *_PICTURE),
    Form("poster", "picture", Label.WALL, poster, 0.3, *_PICTURE),
    Form("mirror", "mirror", Label.WALL, mirror, 0.8, (0.39, 1.61), _FLAT, (0.49, 1.11), Place.WALL),
    Form("tall mirror", "mirror", Label.WALL, tall_mirror, 0.2, (0.39, 0.81), _FLAT, (1.19, 1.71), Place.WALL),
    Form("whiteboard", "board", Label.WALL, whiteboard, 0.5, *_BOARD),
    Form("blackboard", "board", Label.WALL, blackboard, 0.2, *_BOARD),
    Form("cork board", "board", Label.WALL, cork_board, 0.3, *_BOARD),
)
