"""Ray-casting renderer: kernels for distances, rays, textures and light, compiled for CPU and CUDA."""
