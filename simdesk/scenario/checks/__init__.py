"""Checks across values: names that must exist, parts that exclude or need each other, numbers that must fit the day."""
