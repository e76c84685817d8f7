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

"""Log of a node that ends."""

from __future__ import annotations

import rclpy.logging
from rclpy.node import Node


def report(node: Node, sentence: str) -> None:
    """Log a sentence, but not on /rosout: Ctrl-C has shut down the context, and rclpy would print an error about it."""
    rclpy.logging.get_logger(f"{node.get_logger().name}.end").info(sentence)
