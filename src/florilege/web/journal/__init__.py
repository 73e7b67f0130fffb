"""One journal of what persons did, by the service or by files: who, when, on what, before, after, why."""
