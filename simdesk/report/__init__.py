"""One HTML file that shows a run, or a sweep, and fetches nothing."""

from simdesk.report.page import render, write_report
from simdesk.report.sweep_page import render_sweep, write_sweep

__all__ = ["render", "render_sweep", "write_report", "write_sweep"]
