"""Floor plan of a room: free space, contact between solids, placement of furniture."""
