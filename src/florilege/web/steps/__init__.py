"""What a build does: the steps of a study, in order, each idempotent and resumable."""
