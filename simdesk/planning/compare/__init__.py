"""Which of several scenarios is better: each is simulated with the same customers and compared with a baseline."""
