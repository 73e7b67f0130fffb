"""The live service under load, and asked at random."""
