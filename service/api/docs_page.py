"""The OpenAPI document as a page for people: server-rendered, without a script or a CDN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from service.api.openapi import Document


def docs_page(document: Document) -> str:
    """Render the page."""
    environment = Environment(loader=PackageLoader("service.api"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("docs.html").render(document=document)
