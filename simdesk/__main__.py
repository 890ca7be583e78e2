"""``python -m simdesk``, and the ``simdesk`` command."""

import sys


def main() -> None:
    """Entry point of the ``simdesk`` command; Ctrl-C while it is still being imported leaves no trace."""
    try:
        from simdesk.cli.main import main as run_command

        run_command()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing half-written was left behind\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
