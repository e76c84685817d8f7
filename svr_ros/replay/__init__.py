"""What the node makes of images, made of a recorded bag instead: without ROS, and as fast as the machine can."""
