"""Low boards for televisions, alone, between tall cupboards or between loudspeakers."""

from __future__ import annotations

from svr_ros.synthesis.catalogue import cabinets
from svr_ros.synthesis.catalogue.arranging import thing
from svr_ros.synthesis.catalogue.builder import around
from svr_ros.synthesis.catalogue.cabinets import Cabinet
from svr_ros.synthesis.catalogue.cases import Case, add_fronts, draw_front_style
from svr_ros.synthesis.catalogue.fillings import scatter_on
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.catalogue.props.desk import add_speaker


def put_television(case: Case) -> None:
    """Put a television on a board, with things at its sides or a sound bar before it; on some boards only things."""
    piece, rng, materials, half, top = case.piece, case.rng, case.materials, case.x[1], case.z[1]
    if rng.random() > 0.78:
        scatter_on(case, "low board thing", materials.count(5), 2 * half)
        return
    screen = thing(rng, materials, "television", max_width=1.84 * half)
    piece.add(screen.solids, 0.0, 0.05, top)
    if rng.random() < 0.3 and case.y[1] > 0.19:
        with piece.using(materials.plain("dark"), VOID):
            piece.box(min(screen.width / 2, 0.45), around(case.y[0] + 0.07, 0.04), (top, top + 0.064), 0.015)
    free = half - screen.width / 2
    for s in SIDES if free > 0.14 else ():
        scatter_on(case, "shelf thing", materials.count(1), free * 0.95, s * (screen.width + free) / 2)


def _between_cupboards(case: Case) -> None:
    rng, (x0, x1), style = case.rng, case.x, draw_front_style(case.rng, case.materials, case.materials.wood())
    top, wide = rng.uniform(1.4, 2.0), rng.uniform(0.4, 0.6)
    piece = case.piece.of(style.material)
    for side in ((x0 - wide - 0.004, x0 - 0.004), (x1 + 0.004, x1 + wide + 0.004)):
        piece.box(side, case.y, (0, top), 0.003)
        add_fronts(piece, style, side, (0.05, top - 0.02), case.y[0])
    put_television(case)


def _between_speakers(case: Case) -> None:
    height = case.rng.uniform(0.7, 1.1)
    with case.piece.using(label=VOID):
        for s in SIDES:
            add_speaker(case.piece, case.materials, s * (case.x[1] + 0.15), 0.11, height)
    put_television(case)


_SIZE = (0.9, 2.2), (0.35, 0.5), (0.3, 0.62)
_OPEN, _HALF_OPEN = (cabinets.open_shelves(0.5, 0.7),), (cabinets.half_open,)
_CLOSED = cabinets.row_of_doors, cabinets.chest_of_drawers, *cabinets.BOTH
_ANY, _KIND = (*_OPEN, *_HALF_OPEN, *_CLOSED), "television board"

FORMS: tuple[Form, ...] = (
    Cabinet(*_SIZE, _OPEN, put_television, max_solids=30).form("open television board", _KIND, 0.25, 1.0),
    Cabinet(*_SIZE, _HALF_OPEN, put_television, max_solids=30).form("half open television board", _KIND, 0.3, 1.0),
    Cabinet(*_SIZE, _CLOSED, put_television).form("closed television board", _KIND, 0.29, 1.0),
    Cabinet(*_SIZE, _ANY, _between_cupboards, max_solids=30).form("wall unit", _KIND, 0.08, 1.4, 1.26),
    Cabinet(*_SIZE, _ANY, _between_speakers, max_solids=30).form(
        "television board with speakers", _KIND, 0.08, 1.0, 0.55
    ),
)
