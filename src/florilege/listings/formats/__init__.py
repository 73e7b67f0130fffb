"""Files as others publish them: one reader a format, all giving the same rows; and what we write for others."""
