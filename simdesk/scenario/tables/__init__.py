"""Numbers that a scenario takes from CSV files: cells with their places, and their columns put into the tree."""
