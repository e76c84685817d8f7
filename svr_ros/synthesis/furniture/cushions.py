"""Cushions, pillows and blankets; they take the class of what they lie on."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import box
from svr_ros.synthesis.scene import Solid


def cushions(
    rng: Random, palette: Palette, label: int, count: int, half_width: float, y: float, z: float
) -> list[Solid]:
    """Lean scatter cushions against a back: anywhere within x = +-half_width, around y, on a seat of height z."""
    cover = palette.fabric()
    solids = []
    for _ in range(count):
        if rng.random() < 0.6:
            cover = palette.fabric()
        half, thick = rng.uniform(0.16, 0.27), rng.uniform(0.05, 0.09)
        tall = half * rng.uniform(0.7, 1.0)
        x = rng.uniform(-half_width, half_width)
        lean, turn, tip = rng.uniform(-0.6, -0.15), rng.uniform(-0.4, 0.4), rng.uniform(-0.25, 0.25)
        solids.append(
            box(
                label,
                cover,
                x,
                y + rng.uniform(-0.04, 0.02),
                z + tall * 0.97,
                half,
                thick,
                tall,
                thick * 0.95,
                turn,
                lean,
                tip,
            )
        )
    return solids


def pillows(rng: Random, palette: Palette, label: int, width: float, y: float, z: float) -> list[Solid]:
    """Lay or lean the sleeping pillows of a bed: its width, the y of the head end and the mattress height (m)."""
    cover = palette.linen()
    across = 1 if width < 1.3 else 2
    solids = []
    for row in range(rng.choice((1, 1, 2))):
        for k in range(across):
            x = (0.0 if across == 1 else (k - 0.5) * width * 0.48) + rng.uniform(-0.04, 0.04)
            half_x, thick = min(0.36, width * 0.22 + 0.05), rng.uniform(0.06, 0.1)
            pitch = rng.uniform(0.0, 0.3) if rng.random() < 0.5 else rng.uniform(0.6, 1.0)
            lift = 0.09 if pitch < 0.5 else 0.17
            solids.append(
                box(
                    label,
                    cover,
                    x,
                    y - 0.24 - row * 0.2,
                    z + lift + 0.03 * row,
                    half_x,
                    0.22,
                    thick,
                    0.06,
                    rng.uniform(-0.1, 0.1),
                    pitch,
                )
            )
    return solids


def rumples(rng: Random, label: int, cover: int, half_x: float, y0: float, y1: float, z: float) -> list[Solid]:
    """Ruck up a blanket between y0 and y1 at height z: a few low, soft folds across it."""
    solids = []
    for _ in range(rng.randint(1, 4)):
        length, width, rise = (
            rng.uniform(0.15, max(0.2, half_x * 0.8)),
            rng.uniform(0.04, 0.12),
            rng.uniform(0.02, 0.06),
        )
        x, y, turn, tip = (
            rng.uniform(-0.4, 0.4) * half_x,
            rng.uniform(y0, y1),
            rng.gauss(0.0, 0.4),
            rng.gauss(0.0, 0.08),
        )
        solids.append(box(label, cover, x, y, z, length, width, rise, 0.05, turn, tip))
    return solids
