"""From a request's body to a submission on its way in; from here on the e-mail is only a token and a hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uuid_utils
from disposable_email_domains import blocklist

from service.api.request import REQUEST_ID, idempotency_key, parse_submission
from service.domain.comment import Receipt, accept
from service.domain.email_traits import email_traits
from service.domain.submission import Submission
from service.privacy import PrivateData, credential_hash
from service.storage import keys
from service.submit import Intake

if TYPE_CHECKING:
    from aiohttp import web

    from service.api.access import SiteCaller
    from service.api.keys import Http


def take_in(http: Http, request: web.Request, caller: SiteCaller, body: bytes) -> Intake:
    """Make the comment that will be stored; from here on the e-mail is only a token and a hash."""
    fields = parse_submission(body, request.content_type)
    submission = Submission(**vars(fields))
    key = idempotency_key(request)
    hasher = http.context.hasher
    receipt = Receipt(
        id=str(uuid_utils.uuid7()),
        site=caller.site,
        created_at=http.context.now(),
        author=hasher.author(caller.site, submission.author_email),
        address=hasher.address(caller.site, submission.author_ip) if submission.author_ip else None,
        email_traits=_email_traits(http, submission.author_email),
        request_id=request[REQUEST_ID],
        idempotency=keys.idempotency(caller.site, credential_hash(key)[:32]) if key else None,
    )
    return Intake(
        comment=accept(submission, receipt),
        token=http.context.cipher.encrypt(PrivateData(submission.author_email, submission.author_ip)),
        key=caller.key,
        payload=hasher.payload(caller.site, body) if key else "",
    )


def _email_traits(http: Http, address: str) -> tuple[str, ...]:
    traits = email_traits(address, blocklist)
    domain = address.rpartition("@")[2]
    if http.deliverability and http.deliverability.is_undeliverable(domain):
        return (*traits, "undeliverable")
    return traits
