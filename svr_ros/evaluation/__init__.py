"""Evaluation of weights on frames with ground truth, generated rooms and labelled meshes."""
