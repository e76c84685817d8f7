"""Make the weights: rooms in, a trained model out."""
