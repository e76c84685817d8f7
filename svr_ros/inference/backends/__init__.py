"""Backends that compute the networks and decode volumes."""
