"""What of a run is shown: its headline measures, data frames, sentences, notebook table and JSON document."""
