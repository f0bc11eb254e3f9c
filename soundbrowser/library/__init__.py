"""The one door: everything a user can ask for."""
