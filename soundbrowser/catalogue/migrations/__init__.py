"""The catalogue's history: one frozen SQL file a step, named by the version that it leads to."""
