"""Other ways to write what the language says in one way: understood, put into that way, and rewritten by ``simdesk format``."""
