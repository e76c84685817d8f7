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

"""Reconstruct a whole indoor scene in 3D, hidden parts included, from single camera images."""

import os
from pkgutil import extend_path

__version__ = "0.1.0"

# After each operation, threads of OpenMP spin for milliseconds on cores that other threads need. This variable is read
# when PyTorch is imported.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")

# In a source tree, the generated messages (svr_ros.msg, svr_ros.srv) are in the installed half of the package.
__path__ = extend_path(__path__, __name__)
