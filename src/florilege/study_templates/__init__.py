"""Studies to start from: a grid, rules and made-up candidates, in French and in English, ready to be run."""
