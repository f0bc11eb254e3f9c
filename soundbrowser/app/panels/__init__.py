"""The window's parts, each one panel."""
