"""The desk in a real Chromium: what moderators see and do, key by key."""
