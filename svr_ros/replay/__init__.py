"""Offline replay: apply the node's processing to a recorded bag, without ROS and as fast as the machine allows.

Message classes come from ROS if it is installed; otherwise `messages.install_stand_ins` must be called before
`outputs`, `decoder` or `run` is imported.
"""
