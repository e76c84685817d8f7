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

import numpy as np
import torch

from svr_ros.inference.transfer import as_arrays, download, pack, unpack, upload


def test_packed_tensors_are_unpacked_as_they_were() -> None:
    tensors = {
        "mask": torch.tensor([[True, False, True]]),
        "distance": torch.randn(3, 5, 7).transpose(0, 2),
        "half": torch.randn(4, 1).half(),
        "labels": torch.arange(9, dtype=torch.uint8),
        "count": torch.tensor(3),
        "nothing": torch.zeros(0, 4),
    }
    packed = pack(tensors)
    assert packed.dtype == torch.uint8
    assert len(packed) == sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    for arrays in (as_arrays(packed, tensors), download(tensors)):
        assert list(arrays) == list(tensors)
        for name, tensor in tensors.items():
            np.testing.assert_array_equal(arrays[name], tensor.numpy())
            assert arrays[name].dtype == tensor.numpy().dtype and arrays[name].shape == tensor.shape
    for name, view in unpack(packed, tensors).items():
        assert torch.equal(view, tensors[name])
        assert not view.numel() or view.untyped_storage().data_ptr() == packed.untyped_storage().data_ptr()


def test_upload_copies_read_only_memory_also_into_a_tensor() -> None:
    array = np.frombuffer(bytes(range(24)), np.uint8).reshape(2, 3, 4)[:, 1:]
    uploaded = upload(array, torch.device("cpu"))
    assert uploaded.dtype == torch.uint8 and uploaded.is_contiguous()
    np.testing.assert_array_equal(uploaded.numpy(), array)
    target = torch.zeros(2, 2, 4, dtype=torch.uint8)
    assert upload(array, torch.device("cpu"), target) is target
    np.testing.assert_array_equal(target.numpy(), array)
