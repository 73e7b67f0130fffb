"""Articles that not everyone reads: the codes that open them, and the pages where they are read whole."""
