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

"""Stand-in for `ros2 bag play`, with its arguments: publish the messages of a bag and the clock."""

import argparse
import sys
import time
from pathlib import Path

import rclpy
import yaml
from builtin_interfaces.msg import Time
from rclpy.qos import QoSDurabilityPolicy, QoSProfile, QoSReliabilityPolicy
from rosbags.rosbag2 import Reader
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, CompressedImage

TYPES = {"sensor_msgs/msg/CameraInfo": CameraInfo, "sensor_msgs/msg/CompressedImage": CompressedImage}


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs=3)
    for name in ("--clock", "--rate", "--delay"):
        parser.add_argument(name, type=float, required=True)
    parser.add_argument("--qos-profile-overrides-path", type=Path, required=True)
    for name in ("--disable-keyboard-controls", "--loop"):
        parser.add_argument(name, action="store_true")
    return parser.parse_args()


def play(args):
    overrides = yaml.safe_load(args.qos_profile_overrides_path.read_text())
    node = rclpy.create_node("rosbag2_player")
    clock = node.create_publisher(Clock, "/clock", 10)
    with Reader(Path(args.words[2])) as reader:
        publishers = {}
        for connection in reader.connections:
            if connection.msgtype in TYPES:
                given = overrides[connection.topic]
                profile = QoSProfile(
                    depth=given["depth"],
                    reliability=QoSReliabilityPolicy[given["reliability"].upper()],
                    durability=QoSDurabilityPolicy[given["durability"].upper()],
                )
                publishers[connection.topic] = node.create_publisher(
                    TYPES[connection.msgtype], connection.topic, profile
                )
        messages = [(c.topic, stamp, bytes(data)) for c, stamp, data in reader.messages() if c.topic in publishers]
    time.sleep(args.delay)
    while True:
        start, first = time.monotonic(), messages[0][1]
        for topic, stamp, data in messages:
            while (now := first + round((time.monotonic() - start) * args.rate * 1e9)) < stamp:
                clock.publish(Clock(clock=Time(sec=now // 10**9, nanosec=now % 10**9)))
                time.sleep(1 / args.clock)
            publishers[topic].publish(data)
        print("the bag was played", flush=True)
        if not args.loop:
            break
    time.sleep(0.5)  # for what is on its way


if __name__ == "__main__":
    rclpy.init()
    try:
        play(parse())
    except KeyboardInterrupt:
        sys.exit(0)
