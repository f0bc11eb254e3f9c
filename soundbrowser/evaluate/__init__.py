"""What any model is worth on any corpus of sounds: corpora, measures, and the tables that compare models."""
