"""What is read from the store to be published, typed, the allow-list applied once."""
