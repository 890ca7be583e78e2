"""Why one contact waited, and why an interval was late: stories in plain sentences, each true of the day's log."""
