"""A check-up: each part of the program says how it is."""

from __future__ import annotations

from collections.abc import Iterator

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.domain.stats import Finding, IndexReport
from soundbrowser.library.models import Models
from soundbrowser.model.devices import gpu_may_be_there
from soundbrowser.search.searcher import Searcher

LEAST_RECALL = 0.99


def catalogue_finding(catalogue: Catalogue) -> Finding:
    """SQLite's integrity check, the foreign keys and the names index."""
    try:
        wrong = catalogue.check()
    except SoundbrowserError as error:
        wrong = [str(error)]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        return Finding(
            "catalogue", False, f"the library “{catalogue.path}” is damaged: {' '.join(wrong[0].split())}{more}"
        )
    stats = catalogue.stats()
    return Finding("catalogue", True, f"integrity checked; {stats.sounds} sounds, {stats.segments} segments")


def model_finding(models: Models) -> Finding:
    """Whether the model's files are what its configuration says."""
    problem = models.problem()
    if problem:
        return Finding("model", False, problem)
    config = models.folder().config
    return Finding("model", True, f"{config.name}, version {config.tower_version}, encoder {config.encoder_version}")


def index_finding(searcher: Searcher) -> Finding:
    """How well the approximate index agrees with exact search."""
    report = searcher.index_report()
    if report is None:
        return Finding("index", True, "none needed at this size; search is exact, recall 1.000")
    return Finding("index", report.recall >= LEAST_RECALL, _recall(report))


def device_findings() -> Iterator[Finding]:
    """Playback devices and a GPU; neither is needed."""
    from soundbrowser.audio.play import Player  # PortAudio is loaded only here

    devices = Player.devices()
    names = f"{len(devices)} playback devices" if devices else "no playback device; sounds play silently"
    yield Finding("devices", True, names)
    gpu = "a driver is there; it is used where torch supports it" if gpu_may_be_there() else "none; all cores are used"
    yield Finding("GPU", True, gpu)


def _recall(report: IndexReport) -> str:
    built = f"{report.trees} trees, search_k {report.search_k}"
    return f"recall@10 {report.recall:.3f} over {report.segments} segments ({built})"
