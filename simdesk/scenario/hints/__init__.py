"""What a word that the language lacks is likely meant for, where it would stand, and the line to write."""
