"""Kitchen runs: a sink one can look into, machines, heights of worktops, all on floor and wall, blocks that enclose."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import kitchen, kitchen_machines, kitchen_units
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.piece import Furniture


def _run(seed: int, uppers: bool) -> tuple[Furniture, kitchen.KitchenStyle]:
    rng = Random(seed)
    palette = Palette(rng)
    style = kitchen_units.draw_kitchen_style(rng, palette, 2.5)
    return kitchen.kitchen_run(rng, palette, style, rng.uniform(0.9, 4.2), uppers), style


def test_runs_stand_and_hang_as_a_whole(alone: Callable[..., Report]) -> None:
    solids = []
    for seed in range(60):
        piece, style = _run(seed, uppers=seed % 2 == 0)
        report = alone(piece.solids, wall=piece.depth / 2)
        assert not report.floating and not report.loose, (
            f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose]}"
        )
        assert 0.85 <= style.height <= 0.95 and piece.label == Label.CABINET
        assert 0.6 <= piece.depth <= 0.8, f"seed {seed}"
        solids.append(len(piece.solids))
    assert max(solids) <= 125 and sum(solids) / len(solids) < 90


def test_blocks_enclose_the_run() -> None:
    for seed in range(30):
        piece, _ = _run(seed, uppers=True)
        for solid in piece.solids:
            x0, y0, z0, x1, y1, z1 = enclose([solid])
            middle = (x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2
            held = any(
                a - 0.05 <= middle[0] <= d + 0.05 and b - 0.12 <= middle[1] <= e + 0.02 and c - 0.06 <= middle[2]
                for a, b, c, d, e, _ in piece.filled()
            )
            assert held, f"seed {seed}: {solid} lies outside of every block"


def test_sinks_are_hollow() -> None:
    found = 0
    for seed in range(40):
        rng = Random(seed)
        palette = Palette(rng)
        style = kitchen_units.draw_kitchen_style(rng, palette, 2.5)
        piece = kitchen.kitchen_run(rng, palette, style, 2.4, True)
        bottoms = [
            s for s in piece.solids if s.label == Label.VOID and abs(s.z - style.height + 0.16) < 1e-6 and s.hz < 0.01
        ]
        for bottom in bottoms:
            found += 1
            x, y = bottom.x, bottom.y
            over = [enclose([s]) for s in piece.solids if s.label == Label.CABINET]
            covers = [
                b
                for b in over
                if b[0] < x < b[3] and b[1] < y < b[4] and style.height - 0.1 < b[5] < style.height + 0.1
            ]
            assert not covers, f"seed {seed}: the worktop closes the sink"
    assert found > 25, "nearly every run of 2.4 m has a sink"


def test_kitchens_have_their_machines() -> None:
    hobs = fridges = 0
    for seed in range(60):
        rng = Random(seed)
        style = kitchen_units.draw_kitchen_style(rng, Palette(rng), 2.5)
        kinds = [unit.kind for unit in kitchen._units(rng, style, 3.0)]
        assert kinds.count("sink") <= 1 and kinds.count("stove") + kinds.count("cooker") <= 1
        hobs += "stove" in kinds or "cooker" in kinds
        fridges += "fridge" in kinds
    assert hobs > 40 and 10 < fridges < 50


def test_fridges_and_cookers_are_as_large_as_real_ones(alone: Callable[..., Report]) -> None:
    for seed in range(60):
        rng = Random(seed)
        palette = Palette(rng)
        width, depth, height = kitchen_machines.draw_fridge(rng)
        assert 0.48 <= width <= 0.95 and 0.5 <= depth <= 0.75 and 0.8 <= height <= 2.05
        for solids in (
            kitchen_machines.fridge_solids(rng, palette, width, depth, height),
            kitchen_machines.stove(rng, palette).solids,
        ):
            report = alone(solids)
            assert not (report.floating or report.loose or report.collisions), f"seed {seed}"
            assert {solid.label for solid in solids} == {Label.VOID}


def test_islands_stand(alone: Callable[..., Report]) -> None:
    for seed in range(30):
        rng = Random(seed)
        palette = Palette(rng)
        piece = kitchen.island(rng, palette, kitchen_units.draw_kitchen_style(rng, palette, 2.5))
        report = alone(piece.solids)
        assert not (report.floating or report.loose or report.collisions), f"seed {seed}"
        assert 0.84 <= piece.top <= 0.95 and piece.label == Label.CABINET
