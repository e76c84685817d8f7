"""Floor plan of a room: occupied space, contact between solids, placement of furniture."""
