"""What a site's developer speaks to: JSON over HTTP."""
