"""Training of the model on generated rooms."""
