"""The pages by which people write practices together, validate them, and say that they want to try one; no account is asked for."""
