"""The teacher: a sentence transformer whose vectors the table of words is trained to reproduce.

Vectors are kept in a folder by the text's hash, in files of some thousand texts, so that a stopped
run continues where it was, and a run with other settings computes only what is new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

_TEXTS_PER_FILE = 4096
_TOKENS_PER_BATCH = 4096
_LONGEST = 192


class Teacher:
    """A BERT model with mean pooling, read from a folder in the layout of Hugging Face."""

    def __init__(self, folder: Path) -> None:
        config = BertConfig(**json.loads((folder / "config.json").read_text("utf-8")))
        self._model = BertModel(config)
        self._model.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
        self._model.eval()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a normalized vector for each text."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), self._model.config.hidden_size), np.float16)
        for batch in _batches([len(ids) for ids in tokens]):
            width = max(len(tokens[number]) for number in batch)
            ids = torch.zeros(len(batch), width, dtype=torch.long)
            mask = torch.zeros(len(batch), width)
            for row, number in enumerate(batch):
                ids[row, : len(tokens[number])] = torch.tensor(tokens[number])
                mask[row, : len(tokens[number])] = 1
            with torch.no_grad():
                hidden = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
            mean = (hidden * mask[..., None]).sum(1)
            vectors[batch] = torch.nn.functional.normalize(mean, dim=1).half().numpy()
        return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of texts of similar length, so that little is computed for padding."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > _TOKENS_PER_BATCH:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


class TeacherCache:
    """The teacher's vectors of texts, kept in a folder."""

    def __init__(self, folder: Path, model: Path) -> None:
        self._folder = folder
        self._model = model
        self._teacher: Teacher | None = None
        self._places: dict[bytes, tuple[int, int]] = {}
        self._vectors: list[np.ndarray] = []
        folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(folder.glob("*.npz")):
            with np.load(file) as read:
                self._add(read["hashes"], read["vectors"])

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts, of which those that are missing are computed and kept."""
        hashes = [_hash(text) for text in texts]
        missing = {
            key: text for key, text in zip(hashes, texts, strict=True) if key not in self._places
        }
        new = list(missing.values())
        for start in range(0, len(new), _TEXTS_PER_FILE):
            self._compute(new[start : start + _TEXTS_PER_FILE])
            print(
                f"  teacher: {min(start + _TEXTS_PER_FILE, len(new)):,} of {len(new):,}", flush=True
            )
        places = (self._places[key] for key in hashes)
        return np.stack([self._vectors[file][row] for file, row in places])

    def _compute(self, texts: Sequence[str]) -> None:
        self._teacher = self._teacher or Teacher(self._model)
        vectors = self._teacher.embed(texts)
        hashes = np.frombuffer(b"".join(map(_hash, texts)), np.uint8).reshape(-1, 16)
        target = self._folder / f"{len(self._vectors):05}.npz"
        part = target.with_suffix(".part")
        with part.open("wb") as opened:
            np.savez(opened, hashes=hashes, vectors=vectors)
        part.rename(target)
        self._add(hashes, vectors)

    def _add(self, hashes: np.ndarray, vectors: np.ndarray) -> None:
        file = len(self._vectors)
        self._vectors.append(vectors)
        self._places.update({key.tobytes(): (file, row) for row, key in enumerate(hashes)})


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
