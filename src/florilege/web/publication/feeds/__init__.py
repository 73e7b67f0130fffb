"""The news of a study as feeds, which programs follow."""
