"""A static edition: the export, its full text, the scripts made for it."""
