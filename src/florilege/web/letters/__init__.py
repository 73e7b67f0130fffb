"""Letters that the service sends: written into the store, sent once, their returns read, their addresses forgotten."""
