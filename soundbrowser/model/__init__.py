"""Words and sounds become vectors."""
