"""The catalogue's history: one frozen SQL file a step, named by the version that it leads to.

A change of the schema is a new file with the next number; `tests/catalogue/freeze_schema.py` then freezes the result.
"""
