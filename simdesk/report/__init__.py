"""One HTML file that shows a run, or a comparison, and fetches nothing."""

from simdesk.report.comparison_page import render_comparison, write_comparison
from simdesk.report.page import render, write_report

__all__ = ["render", "render_comparison", "write_comparison", "write_report"]
