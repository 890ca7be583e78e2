"""The scenario language: the words a planner may write, with their units, documentation, schema and messages."""
