"""The listeners' server: what cannot even be read as HTTP is answered in problem+json too."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from service.api.errors import MEDIA_TYPE
from service.api.keys import HTTP
from service.api.problems import Internal, Malformed, problem_of

if TYPE_CHECKING:
    from service.api.messages import Language

log = structlog.get_logger()


class Runner(web.AppRunner):
    """Runs an application on a server that speaks problem+json from the first byte."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        server = _Server(made.request_handler, request_factory=made.request_factory, **made._kwargs)  # noqa: SLF001 - aiohttp has no other way to its protocol
        if HTTP in self.app:
            server.language = self.app[HTTP].context.settings.language
        return server


class _Server(web.Server):
    language: Language = "de"

    def __call__(self) -> RequestHandler:
        handler = _Protocol(self, loop=self._loop, **self._kwargs)
        handler.language = self.language
        return handler


class _Protocol(RequestHandler):
    __slots__ = ("language",)

    language: Language

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        """Answer a request that no middleware sees. aiohttp's own way would log the client's address."""
        unreadable = status < HTTPStatus.INTERNAL_SERVER_ERROR
        if unreadable:
            log.info("http_unreadable", error=type(exc).__name__)
        else:
            log.error("request_failed", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError  # half an answer is out already
        problem = problem_of(Malformed(reason="HTTP") if unreadable else Internal(), self.language, "")
        answer = web.Response(
            body=problem.model_dump_json(exclude_none=True).encode(),
            status=problem.status,
            content_type=MEDIA_TYPE,
            headers={"Content-Language": self.language, "X-Content-Type-Options": "nosniff"},
        )
        answer.force_close()
        return answer
