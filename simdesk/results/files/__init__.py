"""Run folders: written whole or not at all, checked and read again."""
