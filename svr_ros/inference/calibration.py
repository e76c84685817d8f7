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

"""Calibration of confidence, occupancy and errors of distance, fitted on generated rooms after training."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.networks.config_check import build
from svr_ros.networks.decoder import SIGN_SHARPNESS

_LAPLACE_STD = 2**0.5
"""Standard deviation of a Laplace distribution per expected absolute error."""

_SMALLEST = 1e-6
"""Minimum distance of probabilities from 0 and 1, which bounds their logits."""


class Case(IntEnum):
    """Evidence for a voxel or a surface point, for which errors are calibrated separately."""

    SEEN = 0
    """Visible, at a predicted depth."""

    HIDDEN = 1
    """Behind a predicted depth."""

    MEASURED = 2
    """Visible, at a measured depth."""

    HIDDEN_BY_MEASURED = 3
    """Behind a measured depth."""


@dataclass(frozen=True)
class LogisticMap:
    """Map of probabilities that is linear in their logits (Platt 1999); the default changes nothing."""

    slope: float = 1.0
    """Factor of the logit."""

    offset: float = 0.0
    """Logit to which a probability of 0.5 is mapped."""

    def apply(self, probability: Tensor) -> Tensor:
        """Return the mapped probabilities [...]."""
        if self == LogisticMap():
            return probability
        return probability.logit(_SMALLEST).mul_(self.slope).add_(self.offset).sigmoid_()


@dataclass(frozen=True)
class ErrorModel:
    """Standard deviation of the distance of a surface point: the root of the sum of three squares."""

    distance: float = _LAPLACE_STD
    """Factor of the expected absolute error that the decoder predicts, which does not contain errors of depth."""

    depth: float = 1.0
    """Factor of the shift along the normal that the standard deviation of the depth of the pixel causes."""

    floor: float = 0.0
    """Minimum standard deviation of any point in metres."""

    def std(self, distance: NDArray[np.floating], depth: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return the standard deviations [N] in metres, given both terms [N] in metres."""
        return np.sqrt((self.distance * distance) ** 2 + (self.depth * depth) ** 2 + self.floor**2)


@dataclass(frozen=True)
class ErrorTerms:
    """Parts of the errors of surface points.

    Attributes:
        distance: Expected absolute error [N] in metres that the decoder predicts.
        depth: Shift [N] along the normal in metres that one standard deviation of the pixel's depth causes.
        case: `Case` [N].
    """

    distance: NDArray[np.float32]
    depth: NDArray[np.float32]
    case: NDArray[np.uint8]


@dataclass(frozen=True)
class Calibration:
    """Calibration of the predictions of weights; the default leaves them as the networks predict them."""

    pixel_confidence: LogisticMap = LogisticMap()
    """Map of the confidence of pixels."""

    volume_confidence: LogisticMap = LogisticMap()
    """Map of the confidence of voxels."""

    depth_std: float = 1.0
    """Factor of the standard deviation of the logarithm of depth that is not measured."""

    occupancy: tuple[LogisticMap, ...] = (LogisticMap(),) * len(Case)
    """Maps of the probability of being occupied, by case."""

    distance: tuple[ErrorModel, ...] = (ErrorModel(), ErrorModel(), ErrorModel(distance=0.0), ErrorModel())
    """Standard deviations of the distance of surface points, by case."""

    def to_json(self) -> str:
        """Return the calibration as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Read the JSON of `to_json`; raises InputError if it has another form."""
        try:
            content: dict[str, Any] = json.loads(text)
            for name in ("pixel_confidence", "volume_confidence"):
                content[name] = build(LogisticMap, content[name], name)
            for name, kind in (("occupancy", LogisticMap), ("distance", ErrorModel)):
                content[name] = tuple(build(kind, entry, name) for entry in content[name])
                if len(content[name]) != len(Case):
                    raise InputError(f"{name} has {len(content[name])} cases; expected {len(Case)}")
            return build(cls, content, "calibration")
        except InputError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            raise InputError(f"the calibration cannot be read ({error}); expected that of svr calibrate") from error

    def describe(self) -> str:
        """Return the calibration as text, one line per part."""
        lines = [
            f"confidence of pixels {_described(self.pixel_confidence)}, of voxels {_described(self.volume_confidence)}",
            f"standard deviation of log depth times {self.depth_std:.2f}",
        ]
        for case, occupancy, error in zip(Case, self.occupancy, self.distance, strict=True):
            lines.append(
                f"{case.name.lower().replace('_', ' ')}: occupancy {_described(occupancy)}; error of distance "
                f"{error.distance:.2f} x decoder, {error.depth:.2f} x depth, {error.floor * 1000:.0f} mm"
            )
        return "\n".join(lines)

    def occupied_probability(self, distance: NDArray[np.floating], case: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probability [...] that places are occupied.

        Args:
            distance: Signed distances [...] in truncations.
            case: `Case` [...] of the places.
        """
        slopes, offsets = (np.array([getattr(one, name) for one in self.occupancy], np.float32)
                           for name in ("slope", "offset"))  # fmt: skip
        logit = distance.astype(np.float32) * np.float32(-SIGN_SHARPNESS) * slopes[case] + offsets[case]
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32)

    def distance_error(self, terms: ErrorTerms) -> NDArray[np.float32]:
        """Return the standard deviation [N] in metres of the distance of surface points."""
        error = np.empty(len(terms.case), np.float32)
        for case, model in enumerate(self.distance):
            of_case = terms.case == case
            error[of_case] = model.std(terms.distance[of_case], terms.depth[of_case])
        return error


UNCALIBRATED = Calibration()
"""Predictions as the networks make them."""


def _described(one: LogisticMap) -> str:
    return f"logit x {one.slope:.2f} {one.offset:+.2f}"
