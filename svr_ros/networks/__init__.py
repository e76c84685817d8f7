"""The networks: what is seen (normals U-Net), what is where (scene network), and the implicit decoder."""
