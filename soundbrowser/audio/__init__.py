"""Bytes and samples: reading, probing, drawing and playing sounds."""
