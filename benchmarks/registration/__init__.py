"""People who register for exchange days, many at once."""
