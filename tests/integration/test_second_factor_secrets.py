"""The secrets of one-time codes: shown once, as a picture too, and unreadable at rest."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import unquote

from service import administration
from service.context import Context
from service.privacy import Cipher, make_encryption_key
from service.sign_in.own_codes import set_up_codes
from service.sign_in.with_code import give_code
from tests.integration.authenticator import anna, begin, code, with_codes
from tests.integration.everything import everything
from tests.integration.signing_in import HERE, PASSWORD

if TYPE_CHECKING:
    from service.domain.moderator import Moderator
    from service.embedded_redis import EmbeddedRedis

__all__ = ["anna"]


def test_the_picture_holds_the_address_of_the_secret(context: Context, anna: Moderator) -> None:
    """An SVG of our own making, without script or style, with a quiet zone in white for dark screens."""
    made = set_up_codes(context, anna, PASSWORD)
    assert made.picture.startswith("data:image/svg+xml")
    picture = unquote(made.picture)
    assert "<script" not in picture
    assert "#fff" in picture
    assert len(base64.b32decode(made.secret)) >= 20
    assert made.secret not in repr(made)


def test_no_secret_is_readable_at_rest(
    context: Context, anna: Moderator, redis_server: EmbeddedRedis
) -> None:
    """Neither the authenticator's secret, nor a recovery code, token or password is in Redis or its files."""
    made, recovery = with_codes(context, anna)
    waiting = begin(context)
    entered = give_code(context, HERE, begin(context), code(made))
    context.redis.config_set("rdbcompression", "no")
    context.redis.save()
    files = b"".join(path.read_bytes() for path in redis_server.data_dir.rglob("*") if path.is_file())
    held = files + b"\n".join(name.encode() + held for name, held in everything(context.redis))
    assert entered.session.id.encode() in held
    raw = base64.b32decode(made.secret)
    for secret in (made.secret, PASSWORD, waiting, entered.token, HERE.address, *recovery):
        assert secret.encode() not in held
        assert secret.replace("-", "").encode() not in held
    for form in (raw, base64.b64encode(raw)[:-2], raw.hex().encode()):
        assert form not in held


def test_secrets_are_encrypted_anew_with_a_new_key(context: Context, anna: Moderator) -> None:
    """After `reencrypt` the old key can go, and the authenticator's codes stay right."""
    made, _ = with_codes(context, anna)
    new = make_encryption_key()
    rotated = Context(
        context.settings,
        context.redis,
        context.queues,
        Cipher([new, *context.settings.encryption_keys]),
        context.hasher,
    )
    assert administration.reencrypt(rotated) == 1
    alone = Context(context.settings, context.redis, context.queues, Cipher([new]), context.hasher)
    assert give_code(alone, HERE, begin(alone), code(made)).session.moderator == "anna"
