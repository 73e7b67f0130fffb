"""What is measured beside ours: prepared here, in its own environment."""
