"""ROS 2 interface: the parameter table, message conversions, and the lifecycle node."""
