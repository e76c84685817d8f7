"""Looks at an image, by pictures of which is known what is to be said of them."""

from __future__ import annotations

import math

import pytest
import torch

from svr_ros.geometry.view import UNSEEN_GREY
from svr_ros.networks.tta import LOOKS, MIRRORS, Look, Told, covered, mean, restored, shown

STEP, SIDE, BINS = 0.07, 64, 48


def smooth() -> torch.Tensor:
    """Return a picture [1, 3, S, S] of 0..1 that changes slowly."""
    across = torch.linspace(0, 1, SIDE)
    return torch.stack([across.expand(SIDE, SIDE), across[:, None].expand(SIDE, SIDE), across.outer(across)])[None]


@pytest.mark.parametrize("look", LOOKS + MIRRORS)
def test_what_is_shown_is_restored(look: Look) -> None:
    """A network that says what it sees says the same of the image, whatever the look."""
    picture = smooth() * 100 + 100
    seen = shown(picture, look, STEP)
    logits = torch.zeros(1, BINS, SIDE, SIDE)
    told = restored(Told(seen, logits, seen), look, STEP)
    inside = covered(look, STEP, seen) > 0
    inside[..., :4] = inside[..., -4:] = inside[..., :4, :] = inside[..., -4:, :] = False
    assert inside.float().mean() > 0.6
    assert ((told.classes - picture).abs().amax(1, keepdim=True)[inside] < 0.3).all()
    across = told.normals[:, :1] if not look.mirrored else -told.normals[:, :1]  # left and right change places
    assert ((across - picture[:, :1]).abs()[inside] < 0.3).all()


def test_what_is_shrunk_is_further_away() -> None:
    look = Look(False, 2)
    seen = shown(torch.full((1, 3, SIDE, SIDE), 255.0), look, STEP)
    side = SIDE * math.exp(-2 * STEP)
    assert (seen[0, 0, SIDE // 2] > 200).sum() == pytest.approx(side, abs=1)
    torch.testing.assert_close(seen[..., 0, 0], torch.full((1, 3), float(UNSEEN_GREY)))


def test_what_is_enlarged_is_nearer() -> None:
    look = Look(False, -3)
    picture = torch.zeros(1, 3, SIDE, SIDE)
    picture[..., SIDE // 2 - 10 : SIDE // 2 + 10, :] = 255.0
    seen = shown(picture, look, STEP)
    assert (seen[0, 0, :, SIDE // 2] > 128).sum() == pytest.approx(20 * math.exp(3 * STEP), abs=1)


@pytest.mark.parametrize(("bins", "expected"), [(2, 28), (-3, 33)])
def test_depth_said_of_a_look_is_moved_to_that_of_the_image(bins: int, expected: int) -> None:
    logits = torch.zeros(1, BINS, SIDE, SIDE)
    logits[:, 30] = 9.0
    told = Told(torch.zeros(1, 3, SIDE, SIDE), logits, torch.zeros(1, 10, SIDE, SIDE))
    depth = restored(told, Look(False, bins), STEP).depth
    assert depth.shape == logits.shape
    assert (depth.argmax(1) == expected).all()


def test_an_enlarged_look_covers_the_middle() -> None:
    share = covered(Look(False, -3), STEP, torch.zeros(1, 1, SIDE, SIDE))[0, 0]
    side = SIDE * math.exp(-3 * STEP)
    assert share.sum(0).max() == pytest.approx(side, abs=2) and share[SIDE // 2, SIDE // 2] == 1 and share[0, 0] == 0
    assert (covered(Look(True, 2), STEP, torch.zeros(1, 1, SIDE, SIDE)) == 1).all()


def test_mean_is_that_of_every_part_where_it_is_covered() -> None:
    parts = [Told(torch.full((1, 3, 2, 2), float(k)), torch.full((1, 4, 2, 2), 2.0 * k), torch.zeros(1, 1, 2, 2))
             for k in (1, 2, 6)]  # fmt: skip
    middle = torch.tensor([[1.0, 0.0], [1.0, 1.0]])[None, None]
    told = mean(parts, [torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), middle])
    assert told.normals[0, 0].tolist() == [[3.0, 1.5], [3.0, 3.0]] and told.depth[0, 0, 0].tolist() == [6.0, 3.0]
