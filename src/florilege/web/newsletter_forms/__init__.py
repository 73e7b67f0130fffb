"""The pages by which anyone asks for the letter, confirms, changes what she chose, and gets it no more."""
