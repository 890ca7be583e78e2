"""Reports of a run, a comparison or a sweep: one HTML file each, which fetches nothing."""

from simdesk.report.comparison_page import render_comparison, write_comparison
from simdesk.report.run_page import render, write_report
from simdesk.report.sweep_page import render_sweep, write_sweep

__all__ = ["render", "render_comparison", "render_sweep", "write_comparison", "write_report", "write_sweep"]
