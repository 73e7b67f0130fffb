"""What each address of the API answers, one module a kind of rows."""
