"""Erlang C and Erlang A next to the simulation, and why they differ."""
