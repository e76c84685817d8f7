"""The block codec: an auto-encoder without a head that compresses scenes to one latent vector per block."""
