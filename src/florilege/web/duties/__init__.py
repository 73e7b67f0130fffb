"""What performs each kind of work done behind the pages; the worker finds it by the settings."""
