"""Claims about reading, scoring and training, without a Redis or a network."""
