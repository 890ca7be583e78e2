"""The metrics, each with all that is known of it; ``simdesk.measure.registry`` gathers them.

A new metric is one more entry in the module of its subject: that puts it into the language of targets, the tables, the charts'
words, the data frames, the JSON document, the reference page and the conformance test.
"""
