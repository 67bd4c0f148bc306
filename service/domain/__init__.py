"""The pure rules of moderation: standard library only, no clock, no chance, no I/O."""
