"""Actors and ties as stored, made of the claims of the places and of the study's own files."""
