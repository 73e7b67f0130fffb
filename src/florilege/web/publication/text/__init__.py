"""Words, labels, links and templates of the pages."""
