"""The bare room: its structure, openings, surfaces and light."""
