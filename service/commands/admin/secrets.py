"""`moderato admin make-keys` and `moderato admin reencrypt`."""

from __future__ import annotations

from pathlib import Path

import click

from service import administration
from service.commands.opening import as_json, open_context, show
from service.privacy import make_encryption_key, make_hash_key


@click.command("make-keys")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), help="Write the two secrets as files into a folder."
)
def make_keys(folder: Path | None) -> None:
    """Make the secrets for private data; keep them as you keep a database's password."""
    made = {"MODERATO_ENCRYPTION_KEYS": make_encryption_key(), "MODERATO_HASH_KEY": make_hash_key()}
    if folder is None:
        for name, secret in made.items():
            click.echo(f"{name}={secret}")
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, secret in made.items():
        path = folder / name.removeprefix("MODERATO_").lower()
        if path.exists():
            raise click.ClickException(f"{path} is there already; it was left as it is")
        path.touch(mode=0o600)
        path.write_text(secret + "\n", encoding="utf-8")
        click.echo(path)


@click.command()
@as_json
def reencrypt(*, as_json: bool) -> None:
    """Encrypt all that is private anew with the first key; older keys can be dropped after it."""
    with open_context() as context:
        number = administration.reencrypt(context)
    show({"reencrypted": number}, f"{number} encrypted anew", as_json=as_json)
