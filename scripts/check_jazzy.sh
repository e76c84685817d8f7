#!/usr/bin/env bash
# Build the messages over ROS 2 Jazzy's wheels, and run the tests that use ROS; needs Python 3.12, Jazzy's version.
# The wheels name folders of their build machine, and NumPy 2's headers, which are replaced.
set -euo pipefail
cd "$(dirname "$0")/.."

python=
for candidate in python3.12 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12.*/bin/python; do
    if "$candidate" -c "import ensurepip" 2>/dev/null; then python=$candidate; fi
done
if [ -z "$python" ]; then
    echo "NOT CHECKED over ROS 2 Jazzy: this machine has no Python 3.12"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
venv=$folder/venv

# Install Jazzy's wheels
"$python" -m venv "$venv"
install=("$venv/bin/pip" install --quiet --no-compile --prefer-binary --disable-pip-version-check)
kilted=$(grep -o '^ros-kilted[a-z-]*' constraints.txt | grep -v ros-core)
names=(ament-cmake-ros ament-cmake-gmock ament-cmake-gtest ament-cmake-pytest gmock-vendor gtest-vendor domain-coordinator
       python-cmake-module)
# shellcheck disable=SC2086
if ! "${install[@]}" ${kilted//kilted/jazzy} "${names[@]/#/ros-jazzy-}" "numpy<2" catkin-pkg cmake empy==3.3.4 ninja lark; then
    echo "NOT CHECKED over ROS 2 Jazzy: its wheels cannot be downloaded here"
    exit 0
fi
base=$("$python" -c "import sys; print(sys.base_prefix)")
grep -rlE "/opt/python/cp312-cp312|numpy/_core/include" "$venv/share" --include=*.cmake |
    xargs -r sed -i "s#/opt/python/cp312-cp312#$base#g; s#numpy/_core/include#numpy/core/include#g"

# Build the messages
export AMENT_PREFIX_PATH=$venv PATH=$venv/bin:$PATH
cmake -S . -B "$folder/build" -GNinja -Wno-dev -DCMAKE_PREFIX_PATH="$venv" -DCMAKE_INSTALL_PREFIX="$venv" \
    -DBUILD_TESTING=OFF -DMESSAGES_ONLY=ON -DPython3_EXECUTABLE="$venv/bin/python" \
    -DPYTHON_INSTALL_DIR=lib/python3.12/site-packages >"$folder/log" || { tail -30 "$folder/log"; exit 1; }
cmake --build "$folder/build" >"$folder/log" || { tail -30 "$folder/log"; exit 1; }
cmake --install "$folder/build" >/dev/null
(cd / && python -c "
import rclpy
from svr_ros.msg import SemanticVoxelGrid
rclpy.init()
node = rclpy.create_node('jazzy')
publisher = node.create_publisher(SemanticVoxelGrid, 'voxels', 1)
publisher.publish(SemanticVoxelGrid())
print('ROS 2 Jazzy: messages built and published')")

# Run the tests if there is a CPU build of PyTorch for this Python
rm "$venv/lib/python3.12/site-packages/svr_ros/__init__.py"
torch=$(grep -o '^torch==[0-9.]*' constraints.txt)
if ! "${install[@]}" "$torch+cpu" --extra-index-url https://download.pytorch.org/whl/cpu --retries 0 2>/dev/null; then
    echo "NOT CHECKED over ROS 2 Jazzy: the node, because no CPU build of PyTorch for Python 3.12 can be downloaded here"
    exit 0
fi
"${install[@]}" -r requirements-robot.txt pytest numba scipy scikit-image "opencv-python-headless<4.12" pillow tqdm "numpy<2"
PYTHONPATH=$PWD timeout 900 python -m pytest -q test/ros
