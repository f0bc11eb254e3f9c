"""The trained encoder as an ONNX file for ONNX Runtime, batch norm folded into the convolutions."""

from __future__ import annotations

import copy
import logging
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from soundbrowser.model.encoder import ConvNorm
from soundbrowser.model.frontend import MEL_BANDS

EXAMPLE_FRAMES = 401
LEAST_FRAMES = 3


def fold_batch_norm(encoder: nn.Module) -> nn.Module:
    """A copy that computes the same without batch norms."""
    folded = copy.deepcopy(encoder).eval()
    for layer in folded.modules():
        if isinstance(layer, ConvNorm):
            layer.conv = fuse_conv_bn_eval(layer.conv, layer.bn)
            setattr(layer, "bn", nn.Identity())  # noqa: B010 — the attribute's type is that of the trained layer
    return folded


def encoder_onnx(encoder: nn.Module) -> bytes:
    """The content of `encoder.onnx`: input "mel" (batch, 1, 128, T) float32, output "base" (batch, what it gives)."""
    return onnx_of(fold_batch_norm(encoder), "base", LEAST_FRAMES)


def onnx_of(network: nn.Module, output: str, least: int) -> bytes:
    """An ONNX file of a network from log-mel pictures to vectors: input "mel" (batch, 1, 128, T), T ≥ `least`."""
    program = _export(network, output, least)
    program.optimize()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        program.save(path, external_data=False)
        return _without_origin(path)


def _without_origin(path: Path) -> bytes:
    """The file without the notes on the source lines, paths included, that the exporter adds to each node."""
    model = onnx.load(path)
    for part in (model.graph, *model.graph.node, *model.graph.value_info):
        part.doc_string = ""
        del part.metadata_props[:]
    return bytes(model.SerializeToString())


def _export(network: nn.Module, output: str, least: int) -> torch.onnx.ONNXProgram:
    example = torch.zeros(1, 1, MEL_BANDS, EXAMPLE_FRAMES)
    axes = {0: torch.export.Dim("batch"), 3: torch.export.Dim("frames", min=least)}
    registration = logging.getLogger("torch.onnx._internal.exporter._registration")
    level = registration.level
    registration.setLevel(logging.ERROR)  # it names each torchvision operator that is not installed
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # raised within torch's own exporter
            program = torch.onnx.export(
                network,
                (example,),
                dynamo=True,
                input_names=["mel"],
                output_names=[output],
                dynamic_shapes={"mel": axes},
                verbose=False,
            )
    finally:
        registration.setLevel(level)
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    return program
