"""What operators set up: sites, keys, moderators, policies, webhooks; each change in the audit log."""

from service.administration.moderators import add_moderator, issue_token, remove_moderator
from service.administration.policies import check_may_set, find_policy, load_policy, read_policy, save_policy
from service.administration.reencryption import reencrypt
from service.administration.review import rebuild_review
from service.administration.sign_in import reset_password, reset_totp, sign_out
from service.administration.sites import add_site, issue_key, revoke_keys, set_reasons
from service.administration.webhooks import add_webhook, remove_webhook

__all__ = [
    "add_moderator",
    "add_site",
    "add_webhook",
    "check_may_set",
    "find_policy",
    "issue_key",
    "issue_token",
    "load_policy",
    "read_policy",
    "rebuild_review",
    "reencrypt",
    "remove_moderator",
    "remove_webhook",
    "reset_password",
    "reset_totp",
    "revoke_keys",
    "save_policy",
    "set_reasons",
    "sign_out",
]
