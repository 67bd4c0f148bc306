"""The review desk: HTML for moderators, rendered on the server, with small modules of plain JavaScript."""
