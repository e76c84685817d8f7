"""What `make demo` shows: the real node at work on a room of the project's own generator, or on one's own photo."""
