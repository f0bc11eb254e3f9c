"""The truth in SQLite: what the library holds and what is known about it."""
