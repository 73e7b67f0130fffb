"""Freshness watch: the web sites of the places visited, politely, and what their answers mean kept with a date.

No table of its own: what is known is the study's watch.csv, a file that people can read and keep.
"""
