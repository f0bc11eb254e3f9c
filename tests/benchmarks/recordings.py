"""How surely one recording in two files is found, and how often two recordings are taken for one.

    python tests/benchmarks/recordings.py SOUNDS [--sounds N] [--copies N] [--list]

SOUNDS is a folder with a `manifest.csv` of `path`, `source` and `take_group`. Copies of some sounds are written in real
files, altered, and looked for among all sounds; all sounds are looked for among each other, and the second half of each
sound of two seconds or more among the first halves. Half of the sources is there to tune on, the other half to tell.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
import soundfile

from soundbrowser.audio.decode import decode
from soundbrowser.audio.landmarks import acoustic_print
from soundbrowser.audio.likeness import LEAST_PARTS, RATE, likeness
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.recordings import AcousticPrint, Likeness
from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.alterations import ALTERATIONS, Alteration, amplify, delay, narrow
from soundbrowser.evaluate.recordings import LEAST_AGREEMENT, Pair, proposed

AGREEMENTS = (0.75, 0.8, 0.85, 0.9, 0.95)
PARTS = ("tuned on", "told")
LENGTHS_S = (0.0, 0.1, 0.2, 0.5, 100.0)


def trim(samples: F32, rate: int) -> tuple[F32, int]:
    """Without its first 20 ms (at most a twentieth) and its last tenth."""
    return samples[min(rate // 50, samples.size // 20) : samples.size - samples.size // 10], rate


def softer_later(samples: F32, rate: int) -> tuple[F32, int]:
    return delay(0.3)(*amplify(-20)(samples, rate))


def as_it_is(samples: F32, rate: int) -> tuple[F32, int]:
    return samples, rate


def write_wav(path: Path, samples: F32, rate: int) -> None:
    soundfile.write(path, samples, rate, subtype="FLOAT")


def write_ogg(path: Path, samples: F32, rate: int) -> None:
    with soundfile.SoundFile(path, "w", rate, 1, "VORBIS", format="OGG", compression_level=0.9) as file:
        for begin in range(0, samples.size, 65536):
            file.write(samples[begin : begin + 65536])


MP3 = next(one for one in ALTERATIONS if one.suffix == ".mp3")
COPIES = (
    MP3,
    Alteration("ogg vorbis at about 60 kbit/s", ".ogg", as_it_is, write_ogg),
    Alteration("mp3, 20 dB softer, 0.3 s later", ".mp3", softer_later, MP3.write),
    Alteration("20 dB louder", ".wav", amplify(20), write_wav),
    Alteration("0.3 s of silence first", ".wav", delay(0.3), write_wav),
    Alteration("rate of 22.05 kHz", ".wav", narrow(11_025), write_wav),
    Alteration("trimmed", ".wav", trim, write_wav),
)


def heard(path: Path) -> tuple[F32, AcousticPrint]:
    samples, _ = decode(path, rate=RATE)
    return samples, acoustic_print(samples, RATE)


def copied(place: tuple[int, Path], folder: Path) -> list[tuple[F32, AcousticPrint] | None]:
    """A sound's altered copies; None for one that cannot be made."""
    found: list[tuple[F32, AcousticPrint] | None] = []
    for number, alteration in enumerate(COPIES):
        file = folder / f"{place[0]}-{number}{alteration.suffix}"
        try:
            alteration(str(place[1]), file)
            found.append(heard(file))
        except UnreadableSound:
            found.append(None)
    return found


def compared(waveforms: Sequence[F32], pair: Pair) -> Likeness:
    """As the child processes do it."""
    parts = [
        waveforms[row][round(begin * RATE) :][: round(pair.seconds * RATE)]
        for row, begin in ((pair.asked, pair.asked_begin_s), (pair.other, pair.other_begin_s))
    ]
    return likeness(*parts)


def judged(
    waveforms: Sequence[F32], prints: Sequence[AcousticPrint | None], asked: Sequence[int], others: Sequence[int]
) -> list[tuple[Pair, Likeness]]:
    began = time.process_time()
    pairs = list(proposed(prints, np.asarray(asked, np.int64), np.asarray(others, np.int64)))
    looked = time.process_time()
    found = [(pair, compared(waveforms, pair)) for pair in pairs]
    look_ms, compare_ms = 1e3 * (looked - began) / len(asked), 1e3 * (time.process_time() - looked) / max(1, len(pairs))
    print(f"\n{len(asked)} looked for among {len(others)}, {look_ms:.1f} ms each; ", end="")
    print(f"{len(pairs)} pairs proposed, {compare_ms:.1f} ms each to compare", flush=True)
    return [(pair, one) for pair, one in found if one.parts >= LEAST_PARTS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sounds", type=Path)
    parser.add_argument("--sounds", dest="most", type=int, default=10_000, help="so many, drawn by lot")
    parser.add_argument("--copies", type=int, default=200, help="so many sounds are copied")
    parser.add_argument("--list", action="store_true", help="name each pair that is taken for one recording")
    options = parser.parse_args()
    with (options.sounds / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rng = np.random.default_rng(0)
    rows = [rows[place] for place in np.sort(rng.permutation(len(rows))[: options.most])]
    paths = [options.sounds / row["path"] for row in rows]
    half = [crc32(row["source"].encode()) % 2 for row in rows]
    chosen = np.sort(rng.permutation(len(rows))[: options.copies]).tolist()
    with ProcessPoolExecutor(2) as processes, tempfile.TemporaryDirectory() as folder:
        sounds = list(processes.map(heard, paths, chunksize=50))
        places = [(row, paths[row]) for row in chosen]
        copies = list(processes.map(partial(copied, folder=Path(folder)), places, chunksize=5))
    print(f"{len(rows)} sounds, {sum(not found.telling for _, found in sounds)} of them not telling", flush=True)
    detection(sounds, copies, chosen, half)
    halves(sounds, rows, half, options.list)
    among_each_other(sounds, rows, half, options.list)


def detection(
    sounds: list[tuple[F32, AcousticPrint]],
    copies: list[list[tuple[F32, AcousticPrint] | None]],
    chosen: list[int],
    half: list[int],
) -> None:
    flat = [(row, number, copy) for row, own in zip(chosen, copies, strict=True) for number, copy in enumerate(own)]
    made = [(row, number, copy) for row, number, copy in flat if copy is not None]
    everything = [*sounds, *(copy for _, _, copy in made)]
    asked = range(len(sounds), len(everything))
    pairs = judged([one[0] for one in everything], [one[1] for one in everything], asked, range(len(sounds)))
    right = {p.asked: found.agreement for p, found in pairs if p.other == made[p.asked - len(sounds)][0]}
    results = defaultdict(list)
    lengths = defaultdict(list)
    for place, (row, number, copy) in zip(asked, made, strict=True):
        if copy[1].telling and sounds[row][1].telling:
            agreement = right.get(place, 0.0)
            results[number, half[row]].append(agreement)
            lengths[int(np.searchsorted(LENGTHS_S, sounds[row][1].seconds)), half[row]].append(agreement)
    for side, said in enumerate(PARTS):
        print(f"\nfound, of the telling sounds {said}, at agreements of at least {AGREEMENTS}")
        for number, alteration in enumerate(COPIES):
            print(f"  {alteration.name:32} {shares(results[number, side])}")
        for length in range(1, len(LENGTHS_S)):
            print(f"  {LENGTHS_S[length - 1]} – {LENGTHS_S[length]} s".ljust(35) + shares(lengths[length, side]))


def shares(agreements: list[float]) -> str:
    values = np.asarray(agreements)
    return "  ".join(f"{(values >= least).mean():.3f}" for least in AGREEMENTS if values.size) + f"  of {values.size}"


def halves(sounds: list[tuple[F32, AcousticPrint]], rows: list[dict[str, str]], half: list[int], listed: bool) -> None:
    """What is found here was played twice, as in a loop, or is a false alarm."""
    long = [row for row, (samples, _) in enumerate(sounds) if samples.size >= 2 * RATE]
    firsts = [sounds[row][0][: sounds[row][0].size // 2] for row in long]
    seconds = [sounds[row][0][sounds[row][0].size // 2 :] for row in long]
    waveforms = [*firsts, *seconds]
    prints = [acoustic_print(samples, RATE) for samples in waveforms]
    pairs = judged(waveforms, prints, range(len(long), 2 * len(long)), range(len(long)))
    for side, said in enumerate(PARTS):
        mine = [found for pair, found in pairs if half[long[pair.asked - len(long)]] == side]
        count = sum(half[row] == side for row in long)
        print(f"second halves taken for first ones, {said}, {AGREEMENTS}: {counts(mine)} of {count}")
    for pair, found in pairs:
        if listed and found.agreement >= LEAST_AGREEMENT:
            names = [rows[long[row % len(long)]]["path"] for row in (pair.asked, pair.other)]
            print(
                f"{found.agreement:.3f}  {found.parts:.0f}  the second half of {names[0]}  =  the first of {names[1]}"
            )


def counts(found: list[Likeness]) -> str:
    return "  ".join(str(sum(one.agreement >= least for one in found)) for least in AGREEMENTS)


def among_each_other(
    sounds: list[tuple[F32, AcousticPrint]], rows: list[dict[str, str]], half: list[int], listed: bool
) -> None:
    """What is found here is a double that nobody knew of, or a false alarm: to be listened to."""
    everything = range(len(sounds))
    pairs = judged([one[0] for one in sounds], [one[1] for one in sounds], everything, everything)
    best: dict[tuple[int, int], Likeness] = {}
    for pair, found in pairs:
        key = (min(pair.asked, pair.other), max(pair.asked, pair.other))
        best[key] = max(best.get(key, found), found, key=lambda one: one.agreement)
    for side, said in enumerate(PARTS):
        kinds = defaultdict(list)
        for (one, other), found in best.items():
            if half[one] == side:
                kinds[relation(rows[one], rows[other])].append(found)
        print(f"\npairs of {half.count(side)} sounds {said} that are taken for one recording, {AGREEMENTS}")
        for kind in sorted(kinds):
            print(f"  {kind:32} {counts(kinds[kind])}")
    for (one, other), found in sorted(best.items(), key=lambda each: -each[1].agreement):
        if listed and found.agreement >= LEAST_AGREEMENT:
            print(f"{found.agreement:.3f}  {found.parts:.0f}  {rows[one]['path']}  =  {rows[other]['path']}")


def relation(one: dict[str, str], other: dict[str, str]) -> str:
    if one["take_group"] == other["take_group"]:
        return "takes of one name"
    if one["source"] != other["source"]:
        return "other names, two sources"
    return "other names, one source"


if __name__ == "__main__":
    main()
