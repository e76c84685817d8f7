"""Benchmarks of `svr benchmark`, each of which compares several ways to the same result."""
