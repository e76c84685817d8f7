"""The layout for Foxglove in config/."""

import json
from pathlib import Path
from typing import Any

from svr_ros.demo.bag import IMAGE_TOPIC, INFO_TOPIC
from svr_ros.replay.topics import FOXGLOVE_VOXELS
from svr_ros.ros.convert.legends import LEGENDS
from svr_ros.ros.convert.topics import OUTPUTS

LAYOUT = json.loads((Path(__file__).resolve().parents[2] / "config" / "foxglove.json").read_text())


def panels(tree: Any) -> list[str]:
    return [tree] if isinstance(tree, str) else panels(tree["first"]) + panels(tree["second"])


def test_every_panel_is_placed_once() -> None:
    assert sorted(panels(LAYOUT["layout"])) == sorted(LAYOUT["configById"])


def test_topics_are_those_of_the_node_and_the_demo() -> None:
    known = {f"/reconstruct/{name}" for name in (*OUTPUTS, *LEGENDS, FOXGLOVE_VOXELS)} | {IMAGE_TOPIC, INFO_TOPIC}
    used: set[str] = set()
    for panel in LAYOUT["configById"].values():
        used |= set(panel["topics"]) | {panel["imageMode"][key] for key in panel["imageMode"] if key.endswith("Topic")}
    assert used <= known and IMAGE_TOPIC in used
