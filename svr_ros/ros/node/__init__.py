"""The lifecycle node `reconstruct`."""
