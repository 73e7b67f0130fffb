"""The territories that have places, and the page of each."""
