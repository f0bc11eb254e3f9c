"""The frozen program's first file: child processes must be told apart before anything else is imported."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from soundbrowser.start import main

    sys.exit(main())
