"""Records filter normalization as `loss-landscapes` 3.0.6 does it (PyTorch).

Run by hand where both are installed; the project needs neither:

    python tests/neural/recordings/record_filters.py

It writes `filters.npz` beside itself: the weight matrices of a network 4-6-3 (`weight.i`), random directions for them
(`direction.i`), and these directions normalized (`normalized.i`).
"""

from pathlib import Path

import numpy as np
import torch
from loss_landscapes.model_interface.model_parameters import ModelParameters

if __name__ == "__main__":
    torch.manual_seed(0)
    weights = [torch.randn(6, 4), torch.randn(3, 6)]
    directions = [torch.randn_like(each) for each in weights]
    normalized = ModelParameters([each.clone() for each in directions])
    normalized.filter_normalize_(ModelParameters(weights))
    kept = {}
    for i in range(len(weights)):
        kept |= {f"weight.{i}": weights[i], f"direction.{i}": directions[i], f"normalized.{i}": normalized[i]}
    arrays = {name: value.numpy() for name, value in kept.items()}
    np.savez_compressed(Path(__file__).with_name("filters.npz"), **arrays)
