"""Finding places: how a question is understood, which places answer it, and the index that holds them.

The rules are those of the static finder (`frontend/src`), from the same tables; a test asks both the same questions.
"""
