"""Demo of the node on a generated room or a photo, run by `make demo`."""
