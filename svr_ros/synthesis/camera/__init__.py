"""Simulated cameras: poses in rooms, view filters, optics, sensors and image processing."""
