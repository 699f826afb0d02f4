"""Entry of the shell: ``python cli.py``, or ``desmigratif`` where the program is installed."""

from __future__ import annotations

import sys

from commands.app import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
