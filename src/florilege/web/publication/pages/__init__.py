"""One file (or folder) a page: what it shows, ready to print."""
