"""How the shipped models are made: `moderato train`."""

from workers.training.commands import train

__all__ = ["train"]
