"""The HTTP process, and the core it shares with the workers."""
