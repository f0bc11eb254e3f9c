"""`python -m soundbrowser` is the command `soundbrowser`."""

import sys

from soundbrowser.start import main

if __name__ == "__main__":
    sys.exit(main())
