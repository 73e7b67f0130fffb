"""The Django shell: the store and the pages."""
