"""What lies on furniture: it rests on its surface, holds together, is of its size, and is spread without collisions."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import clutter, desk_things, ornaments, tableware, toys, worktop_things
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import box
from svr_ros.synthesis.layout.contact import Report

MAKERS = tuple(
    dict.fromkeys(
        (
            *clutter.ANYWHERE,
            *clutter.ON_TABLES,
            *clutter.ON_DESKS,
            *clutter.ON_WORKTOPS,
            *clutter.ON_SEATS,
            *clutter.ON_NIGHTSTANDS,
            *clutter.ON_LOW_BOARDS,
            desk_things.monitor,
            worktop_things.detergent,
            worktop_things.dish_rack,
        )
    )
)

WIDEST = {
    tableware.cup: (0.06, 0.36, 0.22),
    tableware.bowl: (0.15, 0.34, 0.2),
    tableware.bottles: (0.04, 0.42, 0.36),
    ornaments.vase: (0.04, 0.5, 0.75),
    worktop_things.kettle: (0.15, 0.3, 0.3),
    worktop_things.toaster: (0.24, 0.4, 0.25),
    worktop_things.microwave: (0.42, 0.56, 0.36),
    worktop_things.knife_block: (0.08, 0.25, 0.4),
    worktop_things.pot: (0.15, 0.6, 0.3),
    desk_things.laptop: (0.28, 0.42, 0.32),
    desk_things.monitor: (0.35, 1.1, 0.7),
    desk_things.printer: (0.3, 0.85, 0.45),
    toys.soft_toy: (0.1, 0.35, 0.6),
}
"""Least and greatest longer side on the surface, greatest height (m), as such things are sold."""


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_rests_on_its_surface_and_holds_together(maker: clutter.Maker, alone: Callable[..., Report]) -> None:
    for seed in range(30):
        rng = Random(seed)
        solids = maker(rng, Palette(rng))
        report = alone(solids)
        assert not report.floating and not report.loose, f"seed {seed}: {[solids[k - 1] for _, k in report.loose][:2]}"
        assert not report.collisions, f"seed {seed}: sinks into the surface"
        assert all(solid.label == Label.VOID for solid in solids)


@pytest.mark.parametrize("maker", WIDEST, ids=lambda maker: maker.__name__)
def test_is_as_large_as_real_ones(maker: clutter.Maker) -> None:
    least, most, tallest = WIDEST[maker]
    for seed in range(40):
        rng = Random(seed)
        x0, y0, _, x1, y1, top = enclose(maker(rng, Palette(rng)))
        assert least <= max(x1 - x0, y1 - y0) <= most and top <= tallest, f"seed {seed}"


def test_scattered_things_lie_apart_and_well_inside() -> None:
    placed = 0
    for seed in range(40):
        rng = Random(seed)
        palette = Palette(rng)
        things: list[tuple[float, ...]] = []

        def cube(rng: Random, palette: Palette) -> list:
            half = rng.uniform(0.03, 0.1)
            return [box(0, 0, 0, 0, half, half, half, half)]

        for solid in clutter.scatter(rng, palette, (cube,), 6, 1.2, 0.7, 0.75):
            things.append(enclose([solid]))
            assert solid.z - solid.hz == pytest.approx(0.75)
        placed += len(things)
        boxes = np.array(things).reshape(-1, 6)
        far = np.hypot(np.abs(boxes[:, [0, 3]]).max(1) / 0.6, np.abs(boxes[:, [1, 4]]).max(1) / 0.35)
        assert (far <= 1.0 + 1e-9).all(), "a thing hangs over the edge of an oval table"
        for i in range(len(boxes)):
            for j in range(i):
                inside = (boxes[i, :2] < boxes[j, 3:5]).all() and (boxes[j, :2] < boxes[i, 3:5]).all()
                assert not inside, f"seed {seed}: two things share their place"
    assert placed > 40 * 4, "most things should find a place"


def test_things_in_a_row_keep_their_order_and_limits() -> None:
    for seed in range(30):
        rng = Random(seed)
        palette = Palette(rng)
        solids = clutter.line_up(rng, palette, clutter.ANYWHERE, -0.5, 0.5, 0.1, 0.3, 0.2, 0.25)
        x0, y0, z0, x1, y1, z1 = enclose(solids)
        assert x0 >= -0.5 and x1 <= 0.5 and y0 >= -0.1 - 1e-9 and y1 <= 0.1 + 1e-9
        assert z0 >= 0.29 and z1 <= 0.56
