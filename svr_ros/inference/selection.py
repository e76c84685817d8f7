"""Filter of points and voxels by class and confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import NAMES


def _all_labels() -> NDArray[np.bool_]:
    return np.ones(256, np.bool_)


@dataclass(frozen=True)
class Selection:
    """Filter by class and confidence; the default selects everything.

    Attributes:
        labels: Mask [256] of the selected class ids.
        min_confidence: Minimum probability of the class.
    """

    labels: NDArray[np.bool_] = field(default_factory=_all_labels)
    min_confidence: float = 0.0

    @classmethod
    def of_classes(cls, names: Iterable[str], min_confidence: float = 0.0) -> Selection:
        """Return the selection of classes by their names."""
        labels = np.zeros(256, np.bool_)
        labels[[NAMES.index(name) for name in names]] = True
        return cls(labels, min_confidence)

    def keeps(self, labels: NDArray[np.uint8], confidence: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return the mask of the selected elements, given their labels and confidences of one shape."""
        confident = confidence >= self.min_confidence
        return confident if self.labels.all() else confident & self.labels[labels]
