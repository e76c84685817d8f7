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

"""A node whose weights see a wall, and what its tests publish and receive."""

import array
from dataclasses import replace

import torch
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from svr_ros.msg import SemanticVoxelGrid
from visualization_msgs.msg import MarkerArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import weights
from svr_ros.labels import Label
from svr_ros.networks.config import ModelConfig
from svr_ros.ros.node import qos

FRAME = "head_camera_optical_frame"
OUTPUTS = {
    "/reconstruct/voxels": SemanticVoxelGrid,
    "/reconstruct/tsdf_points": PointCloud2,
    "/reconstruct/markers": MarkerArray,
    "/reconstruct/depth": Image,
    "/reconstruct/camera_info": CameraInfo,
}
VOXEL_SIZE = 0.1

_SURE = 30.0
_FIRST_SCALE = 4.0


@torch.no_grad()
def save_wall_weights(path):
    """Write weights that predict a wall across the view for every image; return its depth in metres.

    The parameters of the real network are set by hand, so that everything from pixels to messages is executed.
    """
    model = weights.random_weights(replace(ModelConfig(), frustum=Frustum())).model()
    head = model.pixel_net.head
    head.weight.zero_()
    normals, depth, classes, _ = head.bias.zero_().split(model.pixel_net._splits)
    normals[2] = -1
    classes[Label.WALL] = _SURE
    # Uniform depth probabilities: predictions on zoomed copies of the image are the same.
    depth[:] = 0
    wall_depth = float(model.pixel_net.bin_centres.mean().exp())
    decoder = model.decoder
    for parameter in decoder.parameters():
        parameter.zero_()
    # The decoder's first offset feature is tanh(4 log(d / visible depth)). Its positive and negative parts pass the
    # ReLUs in two units; with this slope the output near the wall is wall_depth - d, in units of the truncation.
    slope = wall_depth / (_FIRST_SCALE * model.config.truncation)
    for unit, sign in ((0, 1.0), (1, -1.0)):
        decoder.offset.weight[unit, 0] = sign
        decoder.hidden.weight[unit, unit] = 1
        decoder.output.weight[0, unit] = -sign * slope
    decoder.output.bias[1 + Label.WALL] = _SURE
    weights.save(model, path)
    return wall_depth


def image_message(rows, camera, encoding):
    message = Image(width=camera.width, height=camera.height, encoding=encoding, step=rows.shape[1])
    message.data = array.array("B", rows.tobytes())
    message.header.frame_id = FRAME
    return message


def info_message(camera):
    return CameraInfo(
        width=camera.width,
        height=camera.height,
        k=camera.K.ravel().tolist(),
        d=camera.D.tolist(),
        distortion_model=camera.distortion_model,
    )


class Feed:
    """Publish an image and its CameraInfo repeatedly, with a new stamp for each expected scene."""

    def __init__(self, bench, image_topic="/camera/image_raw", info_topic="/camera/camera_info"):
        self.bench = bench
        self.images = bench.node.create_publisher(Image, image_topic, qos.result_output())
        self.infos = bench.node.create_publisher(CameraInfo, info_topic, qos.result_output())
        self.scene = 1000

    def close(self):
        """Destroy the publishers, which other tests on the same bench would discover."""
        for publisher in (self.images, self.infos):
            self.bench.node.destroy_publisher(publisher)

    def until(self, condition, what, image=None, info=None):
        """Publish until the condition holds; return the seconds of the stamp."""
        self.scene += 1
        for message in (image, info):
            if message is not None:
                message.header.stamp.sec, message.header.stamp.nanosec = self.scene, 42

        def publish():
            if info is not None:
                self.infos.publish(info)
            if image is not None:
                self.images.publish(image)

        self.bench.wait(condition, what, publish)
        return self.scene

    def scene_of(self, image, info):
        """Return one message per topic that the node publishes for an image, all with the same stamp."""
        found = {}

        def complete():
            for topic in OUTPUTS:
                for message in self.bench.received[topic]:
                    if header_of(message).stamp.sec == self.scene:
                        found.setdefault(topic, message)
            return len(found) == len(OUTPUTS)

        self.until(complete, lambda: f"{sorted(OUTPUTS.keys() - found.keys())}", image, info)
        return found


def header_of(message):
    return message.markers[0].header if isinstance(message, MarkerArray) else message.header


def log_says(node, *sentences):
    return lambda: all(sentence in node.log for sentence in sentences) or not node.alive()


def set_parameters(bench, **values):
    """Set parameters of the node; return whether each was accepted and why not."""
    types = {
        float: ("double_value", ParameterType.PARAMETER_DOUBLE),
        str: ("string_value", ParameterType.PARAMETER_STRING),
    }
    request = SetParameters.Request()
    for name, value in values.items():
        field, kind = types[type(value)]
        request.parameters.append(Parameter(name=name, value=ParameterValue(type=kind, **{field: value})))
    return [
        (one.successful, one.reason)
        for one in bench.call(SetParameters, "/reconstruct/set_parameters", request).results
    ]
