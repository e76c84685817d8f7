"""How fast the parts are, each against another way to the same answer."""
