"""Maps drawn for pages: outlines and points, projected."""
