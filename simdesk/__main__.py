"""``python -m simdesk``."""

from simdesk.cli.main import main

main()
