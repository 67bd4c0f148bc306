"""The only users of Redis."""
