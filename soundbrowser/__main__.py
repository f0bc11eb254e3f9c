"""`python -m soundbrowser` is the command `soundbrowser`."""

import multiprocessing
import sys

from soundbrowser.cli.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
