"""Reading a scenario file: text as a tree in which every value knows its place, and diagnostics that show it."""
