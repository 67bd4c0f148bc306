"""Tests of the desk's rules that need neither Redis nor a browser."""
