"""What happens to a study: one module a step of its chain."""
