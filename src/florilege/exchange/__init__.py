"""Days on which territories exchange practices: who sits in which workshop and why, who comes next, what clashes."""
