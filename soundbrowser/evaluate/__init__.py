"""Programs for people who measure models."""
