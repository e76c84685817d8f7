"""Where cameras stand, what they see, and what their sensors make of it."""
