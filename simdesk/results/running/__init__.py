"""Playing the days of runs: what is missing, who plays it, in which order parts come back, and what is kept meanwhile."""
