"""Why one contact waited, and why an interval missed its service level: plain sentences, each true of the day's log."""
