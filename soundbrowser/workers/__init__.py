"""Child processes that decode and embed, so that no file can harm the app."""
