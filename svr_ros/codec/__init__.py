"""The block codec: a headless auto-encoder that compresses scenes to one latent per block near a surface."""
