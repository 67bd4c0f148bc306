"""Models from the hub: fetched once at one commit, then read without the network; here from our own."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest
import torch
from detoxify import detoxify

from service.domain.score import Attribute
from tests.integration.tiny_models import CLASSES, sha256, write_checkpoint, write_model
from workers.backends import load_backend
from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOBODY = "http://127.0.0.1:9"


class Hub:
    """A hub with one model, `someone/tiny`, at one commit; and files for whoever names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.answer(self)

            do_HEAD = do_GET  # noqa: N815 (the library's name)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer as the hub does."""
        self.asked.append(request.path)
        name = request.path.partition("?")[0].rpartition("/")[2]
        if request.path.startswith("/api/models/someone/else"):
            request.send_error(404)
        elif request.path.startswith("/api/models/"):
            files = [{"rfilename": each.name} for each in self.folder.iterdir() if each.is_file()]
            document = {"id": "someone/tiny", "modelId": "someone/tiny", "sha": COMMIT, "siblings": files}
            if "/tree/" in request.path:
                tree = [
                    {"type": "file", "path": each.name, "size": each.stat().st_size, "oid": sha256(each)[:40]}
                    for each in self.folder.iterdir()
                ]
                self._send(request, json.dumps(tree).encode())
                return
            self._send(request, json.dumps(document).encode())
        elif (self.folder / name).is_file():
            content = (self.folder / name).read_bytes()
            self._send(request, content, ETag=f'"{sha256(self.folder / name)[:40]}"')
        else:
            request.send_error(404)

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, content: bytes, **headers: str) -> None:
        request.send_response(200)
        told = {"Content-Length": str(len(content)), "X-Repo-Commit": COMMIT, **headers}
        for name, text in told.items():
            request.send_header(name, text)
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(content)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Run a hub, and let the hub's client and torch use it and empty caches."""
    (tmp_path / "hub").mkdir()
    running = Hub(tmp_path / "hub")
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", running.url)
    template = f"{running.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "torch"))
    thread = threading.Thread(target=running.server.serve_forever)
    thread.start()
    yield running
    running.server.shutdown()
    running.server.server_close()
    thread.join()


def test_a_model_is_fetched_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start fetches it at the commit; the next one needs no network at all."""
    options = write_model(hub.folder) | {"model": "someone/tiny", "revision": COMMIT}
    options["labels"] = "toxic:TOXICITY"
    first = load_backend("transformers", options).predict(["you are a"])
    assert any(path.endswith(f"/{COMMIT}/model.safetensors") for path in hub.asked)
    assert not any("main" in path for path in hub.asked)
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", NOBODY)
    assert load_backend("transformers", options).predict(["you are a"]) == first


def test_what_the_hub_gives_is_held_against_the_hash(hub: Hub) -> None:
    """Other weights under the same commit are refused, wherever they came from."""
    options = write_model(hub.folder) | {"model": "someone/tiny", "revision": COMMIT}
    with pytest.raises(BackendRefusedError, match="has sha256"):
        load_backend("transformers", {**options, "sha256": "0" * 64})


def test_a_hub_that_has_it_not_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is not there, or no hub at all, is refused in words."""
    options = {"model": "someone/else", "revision": "f" * 40, "sha256": "0" * 64}
    # Where nobody answers, the hub's client tries again for 23 s.
    monkeypatch.setattr(time, "sleep", lambda _: None)
    for endpoint in (hub.url, NOBODY):
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
        with pytest.raises(BackendRefusedError, match=r"someone/else at f+ cannot be had from the hub"):
            load_backend("transformers", options)


def test_a_published_detoxify_is_fetched_and_labelled(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Detoxify publishes the checkpoint, the hub its base model, which knows nothing of Detoxify's labels."""
    options = write_checkpoint(hub.folder)
    (hub.folder / "config.json").write_text(
        json.dumps(
            {
                name: value
                for name, value in json.loads((hub.folder / "config.json").read_text()).items()
                if "label" not in name
            }
        )
    )
    monkeypatch.setitem(detoxify.MODEL_URLS, "original", f"{hub.url}/releases/tiny.ckpt")
    wanted = {"model": "original", "revision": COMMIT, "sha256": options["sha256"]}
    with pytest.raises(BackendRefusedError, match="needs revision=COMMIT"):
        load_backend("detoxify", {**wanted, "revision": "main"})
    assert not hub.asked  # nothing is downloaded for a setting that is wrong
    backend = load_backend("detoxify", wanted)
    [scores] = backend.predict(["you are a"])
    assert len(scores) == len(CLASSES)
    assert Attribute.TOXICITY in scores
    hub.asked.clear()
    assert load_backend("detoxify", wanted).predict(["you are a"]) == [scores]
    assert "/releases/tiny.ckpt" not in hub.asked
    with pytest.raises(BackendRefusedError, match="model is 'toxic-bert'; it must be one of original"):
        load_backend("detoxify", {**wanted, "model": "toxic-bert"})
    with pytest.raises(BackendRefusedError, match="has sha256"):
        load_backend("detoxify", {**wanted, "sha256": "0" * 64})
