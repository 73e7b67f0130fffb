"""What journalists are handed of an edition: a text of one page, figures, the list, whom to reach."""
