"""From what the planner wrote, in names and units, to the floor plan and the demand plan, in indices and seconds."""
