"""How the models are measured: `moderato evaluate`, which writes the model card too."""

from workers.measuring.commands import evaluate

__all__ = ["evaluate"]
