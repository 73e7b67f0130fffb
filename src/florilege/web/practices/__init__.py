"""Practices as they are written in a workshop, validated by their territory, tried by others; what is validated joins the study's files."""
