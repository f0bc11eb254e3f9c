"""Benchmarks run as the program does."""

import sys

from soundbrowser.start import use_one_thread_for_sums

assert "numpy" not in sys.modules, "run the benchmarks by themselves: numpy has read the environment already"
use_one_thread_for_sums()
