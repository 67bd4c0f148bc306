"""Rotating the encryption key: old tokens still read, then everything is encrypted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidTag

from service.administration import add_webhook, reencrypt
from service.context import Context
from service.privacy import Cipher, make_encryption_key
from service.storage import comments, webhooks
from tests.conftest import SITE, bearer, submission

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from tests.conftest import Cast


async def test_after_reencryption_the_old_key_is_not_needed(
    client: TestClient[Any, Any], cast: Cast, context: Context
) -> None:
    """E-mails and webhook secrets made under the old key read under the new one alone."""
    _, secret = add_webhook(context, SITE, "http://127.0.0.1:9/")
    await client.post("/v1/comments", json=submission(), headers=bearer(cast.site_key))
    old, new = context.settings.encryption_keys[0], make_encryption_key()
    only_new = Cipher([new])
    both = Context.open(context.settings.model_copy(update={"encryption_keys": (new, old)}))
    _, token = next(comments.private_tokens(context.redis))
    assert both.cipher.decrypt(token).author_email == "erika.muster@example.org"
    with pytest.raises(InvalidTag):
        only_new.decrypt(token)
    assert reencrypt(both) == 2
    _, token = next(comments.private_tokens(context.redis))
    assert only_new.decrypt(token).author_email == "erika.muster@example.org"
    endpoint = webhooks.endpoints(context.redis, [SITE])[SITE][0]
    assert only_new.decrypt_text(endpoint.secret) == secret
    both.redis.close()
