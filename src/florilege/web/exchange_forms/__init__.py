"""The pages by which people register for the exchange days, and each sees her own; no account is asked for."""
