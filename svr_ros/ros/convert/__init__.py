"""Conversions between reconstructions and ROS messages. Imports message classes, never rclpy."""
