"""The nouns: pure values that the rooms hand each other."""
