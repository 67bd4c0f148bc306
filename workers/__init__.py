"""The background processes: screen, notify and sweep."""
