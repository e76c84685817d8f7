"""The networks: pixel network, scene network and implicit decoder."""
