"""The study's e-mail letter: who asked for it and of what, its issues, and their sending to each once."""
