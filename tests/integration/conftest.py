"""The fixtures that integration tests share with the contract tests."""

from tests.contract.conftest import post, quick_passwords, screen_aside, site_key

__all__ = ["post", "quick_passwords", "screen_aside", "site_key"]
