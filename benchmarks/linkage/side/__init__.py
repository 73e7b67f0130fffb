"""Peers that need an environment of their own. Each is a script: it reads a folder, and writes clusters to it."""
