"""Figures drawn as SVG when the site is made: shapes and texts placed by pure functions, coloured by the style sheet."""
