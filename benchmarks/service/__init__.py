"""The live service: how fast and how small it is, and what it answers to whoever asks it at random."""
