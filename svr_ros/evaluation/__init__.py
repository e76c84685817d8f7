"""How good weights are, in numbers and pictures, on frames with ground truth and on generated rooms."""
