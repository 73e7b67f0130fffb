"""Thirty people who write practices of one workshop at once."""
