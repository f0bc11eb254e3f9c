"""Programs for people who make models."""
