"""Work done behind the pages: kept in the store until it is done, tried again, done once, and seen in the workspace."""
