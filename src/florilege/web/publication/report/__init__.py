"""The report: the content of the site as an accessible PDF, one a language, the same bytes for the same study."""
