"""Group commit: together in, together stored, each answered after the commit and never before."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from service import group_commit
from service.domain.comment import Comment
from service.domain.errors import IdempotencyKeyReused, QueueFull, SubmissionInProgress
from service.group_commit import BATCH, GroupCommit
from service.storage.errors import StorageAway
from service.submit import Accepted, Intake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from service.submit import Answer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def intake(number: int, key: str | None = None) -> Intake:
    """Make a submission."""
    comment = Comment(str(number), "site", "post", "text", "name", "author", NOW, idempotency=key)
    return Intake(comment, b"", "key")


@dataclass
class Storage:
    """Commits when it is let, and remembers each batch."""

    batches: list[list[str]] = field(default_factory=list)
    error: Exception | None = None
    refuse: str = ""
    open: threading.Event = field(default_factory=threading.Event)

    def commit(self, batch: Sequence[Intake]) -> list[Answer]:
        """Answer like the submit stage."""
        self.batches.append([each.comment.id for each in batch])
        assert self.open.wait(10)
        if self.error:
            raise self.error
        return [
            IdempotencyKeyReused()
            if each.comment.id == self.refuse
            else Accepted(each.comment.id, "post", NOW)
            for each in batch
        ]


async def until(condition: Callable[[], bool]) -> None:
    """Wait on a condition for 5 seconds at most."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - any condition, with a deadline
            await asyncio.sleep(0.001)


@pytest.fixture
async def storage() -> AsyncIterator[Storage]:
    """Make a storage, and let it go at the end whatever happened."""
    made = Storage()
    yield made
    made.open.set()


@pytest.fixture
async def commits(storage: Storage) -> AsyncIterator[GroupCommit]:
    """Start a group commit on it."""
    made = GroupCommit(storage.commit)
    made.start()
    yield made
    storage.open.set()
    await made.stop()


async def test_those_that_arrive_together_are_stored_together(storage: Storage, commits: GroupCommit) -> None:
    """200 submissions: batches of at most 64, in order, and each gets its own answer."""
    storage.open.set()
    answers = await asyncio.gather(*(commits.submit(intake(number)) for number in range(200)))
    assert [answer.id for answer in answers] == [str(number) for number in range(200)]
    assert [len(batch) for batch in storage.batches] == [BATCH, BATCH, BATCH, 200 - 3 * BATCH]
    assert [each for batch in storage.batches for each in batch] == [str(number) for number in range(200)]


async def test_nobody_is_answered_before_the_commit(storage: Storage, commits: GroupCommit) -> None:
    """While the commit runs its submissions wait, and the next batch gathers behind it."""
    first = [asyncio.create_task(commits.submit(intake(number))) for number in range(3)]
    await until(lambda: storage.batches == [["0", "1", "2"]])
    second = [asyncio.create_task(commits.submit(intake(number))) for number in range(3, 6)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in first + second)
    storage.open.set()
    assert [answer.id for answer in await asyncio.gather(*first, *second)] == list("012345")
    assert storage.batches == [["0", "1", "2"], ["3", "4", "5"]]


async def test_a_failed_commit_is_told_to_all_and_the_next_one_works(
    storage: Storage, commits: GroupCommit
) -> None:
    """Redis away: batch and those who queued behind it get the error; a later submission is stored."""
    storage.error = StorageAway("Redis is gone")
    tasks = [asyncio.create_task(commits.submit(intake(number))) for number in range(3)]
    await until(lambda: len(storage.batches) == 1)
    tasks += [asyncio.create_task(commits.submit(intake(number))) for number in range(3, 6)]
    await asyncio.sleep(0)
    storage.open.set()
    errors = await asyncio.gather(*tasks, return_exceptions=True)
    assert errors == [storage.error] * 6
    assert len(storage.batches) == 1
    storage.error = None
    assert (await commits.submit(intake(9))).id == "9"


async def test_another_error_is_the_batchs_own(storage: Storage, commits: GroupCommit) -> None:
    """What fails for another reason than Redis fails its batch alone: those behind are stored."""
    storage.error = ValueError("a bug")
    failing = asyncio.create_task(commits.submit(intake(0)))
    await until(lambda: len(storage.batches) == 1)
    behind = asyncio.create_task(commits.submit(intake(1)))
    storage.open.set()
    with pytest.raises(ValueError, match="a bug"):
        await failing
    storage.error = None
    assert (await behind).id == "1"


async def test_one_refusal_is_one_submissions_own(storage: Storage, commits: GroupCommit) -> None:
    """A refused submission raises; its neighbours of the same batch are accepted."""
    storage.refuse = "1"
    storage.open.set()
    answers = await asyncio.gather(
        *(commits.submit(intake(number)) for number in range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [Accepted, IdempotencyKeyReused, Accepted]


async def test_a_key_in_progress_is_refused_until_it_is_answered(
    storage: Storage, commits: GroupCommit
) -> None:
    """The second request with an Idempotency-Key meets 409 while the first runs, and passes afterwards."""
    first = asyncio.create_task(commits.submit(intake(1, key="k")))
    await until(lambda: len(storage.batches) == 1)
    with pytest.raises(SubmissionInProgress):
        await commits.submit(intake(2, key="k"))
    storage.open.set()
    await first
    assert (await commits.submit(intake(3, key="k"))).id == "3"


async def test_a_client_that_leaves_disturbs_nobody(storage: Storage, commits: GroupCommit) -> None:
    """A cancelled request's submission is stored with its batch; its key is free again."""
    leaving = asyncio.create_task(commits.submit(intake(1, key="k")))
    staying = asyncio.create_task(commits.submit(intake(2)))
    await until(lambda: len(storage.batches) == 1)
    leaving.cancel()
    storage.open.set()
    assert (await staying).id == "2"
    assert (await commits.submit(intake(3, key="k"))).id == "3"


async def test_too_many_in_memory_are_refused(
    storage: Storage, commits: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit a submission is refused at once instead of filling the memory."""
    monkeypatch.setattr(group_commit, "MAX_WAITING", 2)
    tasks = [asyncio.create_task(commits.submit(intake(0)))]
    await until(lambda: len(storage.batches) == 1)
    tasks += [asyncio.create_task(commits.submit(intake(number))) for number in (1, 2)]
    await asyncio.sleep(0)
    with pytest.raises(QueueFull):
        await commits.submit(intake(3))
    storage.open.set()
    assert len(await asyncio.gather(*tasks)) == 3


async def test_stopping_answers_everybody_first(storage: Storage, commits: GroupCommit) -> None:
    """What is being committed and what waits behind it is stored and answered before the stop is done."""
    tasks = [asyncio.create_task(commits.submit(intake(0)))]
    await until(lambda: len(storage.batches) == 1)
    stopping = asyncio.create_task(commits.stop())
    tasks += [asyncio.create_task(commits.submit(intake(number))) for number in range(1, 100)]
    await asyncio.sleep(0.01)
    assert not stopping.done()
    storage.open.set()
    await stopping
    assert [answer.id for answer in await asyncio.gather(*tasks)] == [str(number) for number in range(100)]
