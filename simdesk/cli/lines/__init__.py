"""The command line as people type it: understood where it has one meaning, answered with the line to type where not."""
