"""A sealed dossier: all that a selection rests on, in one file that anyone can replay and check.

`archive` packs and opens it, `study_content` and `table_content` say what it holds, `replay` computes all of it again.
"""
