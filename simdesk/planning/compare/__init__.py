"""Which of several scenarios is better: runs on the same customers and days, set against a baseline."""
