"""Synthesis of training data: procedural rooms and labelled meshes, their images and ground truth."""
