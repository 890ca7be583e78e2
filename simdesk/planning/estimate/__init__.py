"""What Erlang's formulas say of a scenario, beside the simulation, and why they differ."""
