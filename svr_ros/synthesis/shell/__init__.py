"""Shell of a room: walls, ceiling, steps, openings, trim, surfaces and light."""
