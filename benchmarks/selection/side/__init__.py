"""What runs in the environment of the peers: nothing of Florilège is imported there."""
