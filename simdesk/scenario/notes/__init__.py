"""What was understood of a scenario, and what is allowed but may be a slip."""
