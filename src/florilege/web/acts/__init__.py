"""What people do to a study: one operation an act, kept in a journal, undone by another act."""
