"""The Python door: the operations of the command line on frames, files and lists, answered by frozen records."""
