"""Exchange days, timed."""
