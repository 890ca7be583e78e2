"""One HTML file that shows a run and fetches nothing."""

from simdesk.report.page import render, write_report

__all__ = ["render", "write_report"]
