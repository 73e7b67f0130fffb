"""The pages of the exchange days."""
