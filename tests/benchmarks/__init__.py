"""Benchmarks: how fast and how large Moderato is, each figure as a ratio within one run (`make bench`)."""
