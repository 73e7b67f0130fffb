"""Florilège: from scattered listings to a selection that can be defended, and its publication."""

__version__ = "0.1.0"
