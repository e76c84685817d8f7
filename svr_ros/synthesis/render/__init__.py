"""Kernels: signed distance, ray casting, textures and light, compiled for CPU and CUDA."""
