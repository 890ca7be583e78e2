"""A scenario file rewritten into the documented form: its comments, order and layout stay."""

from simdesk.scenario.formatting.file import Formatted, format_file

__all__ = ["Formatted", "format_file"]
