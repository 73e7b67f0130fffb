"""A study drafted from somebody's own files: what each is, what its claims support, a grid and rules that hold, all told."""
