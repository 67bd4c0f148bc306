"""What tests stand on: a real Redis, a site, a moderator, the API, and workers with the shipped models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from service.administration import add_moderator, add_site, issue_key, issue_token
from service.context import Context
from service.domain.moderator import Moderator, Role
from service.edge import make_app
from service.embedded_redis import EmbeddedRedis
from service.privacy import make_encryption_key, make_hash_key
from service.queue import SCREEN
from service.settings import Settings
from service.storage.connection import connect_worker
from workers.scorers import load_scorer
from workers.station import Station, install
from workers.worker import HardenedWorker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from aiohttp.test_utils import TestClient

    from workers.scorers.scorer import Scorer

# A busy machine is slow now and then; what takes long is for the benchmarks to say. The same examples each
# time, so that a failure is of the change at hand: `pytest --hypothesis-profile=explore` looks for new ones.
hypothesis_settings.register_profile("moderato", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None)
hypothesis_settings.load_profile("moderato")

SITE = "zeitung"
PASSWORD = "a password that they share"
"""Of every moderator of the cast."""
TOLD = "told"
"""The property of a test's report that holds what it measured."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: a newspaper, its moderator Anna, its senior Berta, and Carl of another paper."""

    site_key: str
    other_site_key: str
    anna: str
    berta: str
    carl: str


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """Run a Redis of our own for the whole session."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """Load the shipped models once."""
    return load_scorer("builtin")


@pytest.fixture
def settings(redis_server: EmbeddedRedis) -> Settings:
    """Give settings without rate limits and without waiting, which most tests would only run into."""
    return Settings(
        redis_url=redis_server.url,
        encryption_keys=(make_encryption_key(),),
        hash_key=make_hash_key(),
        key_rate=0,
        author_rate=0,
        undo_seconds=0,
        log_format="json",
    )


@pytest.fixture
def context(settings: Settings) -> Iterator[Context]:
    """Open an empty Redis with two sites."""
    opened = Context.open(settings)
    opened.redis.flushall()
    for site in (SITE, "blatt"):
        add_site(opened, site, site.title(), settings.policy)
    yield opened
    opened.redis.close()


@pytest.fixture
def cast(context: Context) -> Cast:
    """Issue everybody's credentials."""
    people = {
        "anna": Moderator("anna", "Anna", Role.MODERATOR, (SITE,)),
        "berta": Moderator("berta", "Berta", Role.SENIOR, (SITE,)),
        "carl": Moderator("carl", "Carl", Role.MODERATOR, ("blatt",)),
    }
    tokens = {}
    for moderator in people.values():
        add_moderator(context, moderator, PASSWORD)
        tokens[moderator.id] = issue_token(context, moderator.id)
    return Cast(site_key=issue_key(context, SITE), other_site_key=issue_key(context, "blatt"), **tokens)


@pytest.fixture
async def client(
    context: Context, aiohttp_client: Callable[..., Awaitable[TestClient[Any, Any]]]
) -> TestClient[Any, Any]:
    """Run the API in this process."""
    return await aiohttp_client(make_app(context))


@pytest.fixture
def screen_all(context: Context, scorer: Scorer) -> Callable[[], None]:
    """Give a function that runs a real worker until the screen queue is empty."""

    def work() -> None:
        install(Station(context, scorer))
        connection = connect_worker(context.settings.redis_url or "")
        HardenedWorker(SCREEN, connection).work(burst=True, logging_level="WARNING")
        connection.close()

    return work


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that puts what was measured at the end of the run's output."""

    def say(text: str) -> None:
        request.node.user_properties.append((TOLD, text))

    return say


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured, whichever process they ran in."""
    reports = (each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind))
    told = [(each.nodeid, text) for each in reports for name, text in each.user_properties if name == TOLD]
    if told:
        terminalreporter.section("measured")
    for test, text in told:
        terminalreporter.line(f"{test.rpartition('::')[2]}: {text}")


def submission(**changes: Any) -> dict[str, Any]:
    """Make a good submission, changed as asked; None takes a field out."""
    good = {
        "content": "Danke für den interessanten Artikel",
        "author_name": "Erika Muster",
        "author_email": "erika.muster@example.org",
        "post": "artikel-1",
    }
    return {name: given for name, given in {**good, **changes}.items() if given is not None}


def bearer(credential: str) -> dict[str, str]:
    """Make the header that says who asks."""
    return {"Authorization": f"Bearer {credential}"}
