"""Vectors and names become ranked answers."""
