"""How the shipped models are made (`moderato train`) and measured (`moderato evaluate`)."""

from workers.training.commands import evaluate, train

__all__ = ["evaluate", "train"]
