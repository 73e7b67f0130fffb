"""Completeness campaigns: short questionnaires to places of which a study would like to know more."""
