"""From an image and its camera to a reconstruction, and to the files it is kept in."""
