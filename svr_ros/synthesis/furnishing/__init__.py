"""What stands where in a room, and the check that nothing floats or interpenetrates."""
