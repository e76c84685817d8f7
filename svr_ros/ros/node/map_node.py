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

"""Lifecycle node `map`: the node `reconstruct` with a semantic map of all its scenes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.node import node as reconstruct
from svr_ros.ros.node.diagnostics import Status
from svr_ros.ros.node.map_keeper import MapKeeper
from svr_ros.ros.node.map_services import MapServices
from svr_ros.ros.node.pipeline_scene import SceneSink


class MapNode(reconstruct.ReconstructNode):
    """Extend the lifecycle of `ReconstructNode` by a map, which configure creates or loads and cleanup drops."""

    settings_type = MapSettings
    _settings: MapSettings

    def __init__(self, name: str = "map", **options: Any) -> None:
        """Declare the parameters and start the services; `options` are those of LifecycleNode.

        Raises:
            InputError: If a parameter has a value that is not allowed.
        """
        self._keeper: MapKeeper | None = None
        self._map_services: MapServices | None = None
        super().__init__(name, **options)
        self._map_services = MapServices(self, lambda: self._keeper, lambda: self._settings)

    def destroy_node(self) -> None:
        """Destroy the node; a computation that does not end in time is abandoned."""
        if self._map_services is not None:
            self._map_services.close(reconstruct.SAVE_TIMEOUT)
        super().destroy_node()
        if self._keeper is not None:
            self._keeper.remove_archive()

    def _configure(self) -> None:
        super()._configure()
        self._keeper = MapKeeper(self, self._transforms, lambda: self._settings)

    def _sink(self) -> SceneSink | None:
        return self._keeper

    def _release(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.destroy()
        super()._release()

    def _status(self) -> Status:
        status = super()._status()
        if self._keeper is None:
            return status
        return status._replace(values=status.values | self._keeper.values())


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the node until Ctrl-C or SIGTERM, then exit the process."""
    reconstruct.main(args, MapNode, "map")


if __name__ == "__main__":
    main()
