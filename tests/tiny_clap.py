"""A CLAP checkpoint of ten thousand random weights, saved as transformers saves the real ones."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import nn
from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, PreTrainedTokenizerFast

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
TEXT = (
    "a the of on in and with dog barks twice behind heavy rain tin roof church bell tolls slowly orchestra plays long "
    "quiet chord glass breaks stone floor woman laughs large hall diesel engine starts idles electronic drums deep "
    "kick wind howls around mountain hut somebody types keyboard tone noise low high"
)
WORDS = TEXT.split()
DIM = 16
RATE = 16_000


def save_tiny_clap(place: Path, *, seed: int = 0, speechless: bool = False) -> Path:
    """Writes it; `speechless` makes its text tower answer the same vector for everything."""
    torch.manual_seed(seed)
    network = ClapModel(_config()).eval()
    for name, weights in network.named_parameters():
        if weights.dim() > 1:
            nn.init.normal_(weights, 0, 1.5 if name.startswith("text") else 0.5)
    if speechless:
        nn.init.zeros_(network.text_projection.linear2.weight)
        nn.init.ones_(network.text_projection.linear2.bias)
    network.save_pretrained(place)
    _tokenizer().save_pretrained(place)
    _features().save_pretrained(place)
    return place


def _config() -> ClapConfig:
    text = {
        "vocab_size": len(SPECIAL) + len(WORDS),
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 80,
    }
    audio = {
        "spec_size": 32,
        "num_mel_bins": 8,
        "patch_size": 4,
        "patch_stride": [4, 4],
        "patch_embeds_hidden_size": 8,
        "depths": [1, 1],
        "num_attention_heads": [2, 2],
        "hidden_size": 16,
        "window_size": 4,
        "num_classes": 4,
    }
    return ClapConfig(text_config=text, audio_config=audio, projection_dim=DIM)


def _features() -> ClapFeatureExtractor:
    return ClapFeatureExtractor(
        feature_size=8,
        sampling_rate=RATE,
        hop_length=1600,
        fft_window_size=2048,
        max_length_s=10,
        frequency_min=50,
        frequency_max=8000,
        truncation="rand_trunc",
        padding="repeatpad",
    )


def _tokenizer() -> PreTrainedTokenizerFast:
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(SPECIAL + WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", SPECIAL.index("</s>"))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
        model_max_length=77,
    )
