"""What is written stays true: the pages are compared with the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from service.__main__ import moderato
from service.api.docs_page import EXAMPLES
from service.api.messages import FIELDS, PROBLEMS
from service.api.route import JSON
from service.api.routes import ROUTES
from service.metrics import QueueCollector
from service.ops import make_ops_app
from service.settings import PROJECT, Listen, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiohttp.test_utils import TestClient

    from service.context import Context

API = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
OPERATIONS = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
PAGES = sorted(
    page.relative_to(PROJECT) for page in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"))
)


def test_every_setting_is_described() -> None:
    """`docs/operations.md` lists exactly the settings there are, with their defaults."""
    rows = dict(re.findall(r"^\| `MODERATO_(\w+)` \| (.+?) \|", OPERATIONS, re.MULTILINE))
    assert {name.lower(): default.strip("`") for name, default in rows.items()} == {
        name: _default(setting.default) for name, setting in Settings.model_fields.items()
    }


def _default(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(PROJECT)) if value.is_absolute() else str(value)
    if isinstance(value, Listen):
        return f"{value.host}:{value.port}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return str(value or "none")


def test_every_problem_is_described() -> None:
    """`docs/api.md` lists exactly the problem codes there are, each with its status, and every field code."""
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d{3}) \|", API, re.MULTILINE)
    assert dict(rows) == {code: str(text.status.value) for code, text in PROBLEMS.items()}
    table = API[API.index("In `errors` of an `invalid`") :]
    described = {
        code for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for code in row.split(", ")
    }
    assert {code.strip("`") for code in described} - {"code"} == set(FIELDS)


def test_every_route_is_described(context: Context) -> None:
    """`docs/api.md` names each route of both listeners."""
    routes = {(route.method, route.path) for route in ROUTES} | {
        (route.method, route.resource.canonical)
        for route in make_ops_app(context).router.routes()
        if route.resource and route.method != "HEAD"
    }
    assert [f"{method} {path}" for method, path in routes if f"`{method} {path}`" not in API] == []


def test_every_metric_is_described(context: Context) -> None:
    """`docs/operations.md` lists exactly the metrics that are exposed."""
    exposed = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in QueueCollector(context).collect()
    }
    assert set(re.findall(r"^\| `(moderato_\w+)", OPERATIONS, re.MULTILINE)) == exposed


def commands(command: click.Command, path: str = "moderato") -> Iterator[str]:
    """Name each command below one."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None, name
        yield from commands(found, f"{path} {name}")


def test_every_command_is_described() -> None:
    """`docs/operations.md` names each command; each loads."""
    assert [name for name in commands(moderato) if f"`{name}" not in OPERATIONS] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_page_names_a_command_that_is_not(page: Path) -> None:
    """What stands after `moderato` in code is a command."""
    for words in re.findall(
        r"(?:`|^\$ |^)moderato ([a-z][^`\n#]*)", (PROJECT / page).read_text(encoding="utf-8"), re.MULTILINE
    ):
        command: click.Command | None = moderato
        for word in words.split():
            if not isinstance(command, click.Group) or not re.fullmatch(r"[a-z-]+", word):
                break
            command = command.get_command(click.Context(command), word)
        assert command is not None, f"{page}: moderato {words}"


def test_every_decision_is_in_the_index() -> None:
    """`docs/adr/README.md` has a row for each decision."""
    index = (PROJECT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    decisions = (PROJECT / "docs" / "adr").glob("[0-9]*.md")
    assert [each.name for each in decisions if f"]({each.name})" not in index] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link of each page has its file, and its heading where it names one."""
    text = re.sub(
        r"^```.*?^```$", "", (PROJECT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, anchor = link.partition("#")
        target = PROJECT / page.parent / name if name else PROJECT / page
        assert target.exists(), f"{page}: {link}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}, (
                link
            )


def test_examples_of_the_docs_page_are_good_requests() -> None:
    """Each JSON body that `/docs` shows is accepted by the model it is an example of."""
    bodies = {route.endpoint.__name__: route.bodies[JSON] for route in ROUTES if JSON in route.bodies}
    assert set(EXAMPLES) == set(bodies)
    for name, model in bodies.items():
        model.model_validate(EXAMPLES[name])


async def test_the_docs_page_shows_everything_and_runs_nothing(client: TestClient[Any, Any]) -> None:
    """`/docs` has every operation, body field and problem code; no script, no style of its own."""
    answer = await client.get("/docs")
    page = await answer.text()
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(?:src|href)=\"(?!/|#)", page)
    wanted = [f"<code>{route.path}</code>" for route in ROUTES] + [
        f"<code>{code}</code>" for code in PROBLEMS
    ]
    wanted += [
        f"<code>{name}</code>"
        for route in ROUTES
        for model in route.bodies.values()
        for name in model.model_fields
    ]
    assert [each for each in wanted if each not in page] == []


async def test_the_docs_page_has_its_style_sheet(client: TestClient[Any, Any]) -> None:
    """What `/docs` links is served as CSS, for light and dark."""
    answer = await client.get("/docs.css")
    assert answer.content_type == "text/css"
    assert "prefers-color-scheme: dark" in await answer.text()
