"""Benchmarks of `svr benchmark`, which compare several methods with the same result."""
