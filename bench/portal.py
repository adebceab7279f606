"""Kairan itself: an installation in a folder of its own, and its commands."""

import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import process
from http_once import ask
from ports import free_ports
from process import Failed, Usage

MEMBER, PASSWORD = "yumi@hinode.example", "kairan-demo"
"""Who signs in: an administrator of a tenant that `kairan demo` adds."""


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    pid: int
    port: int
    seconds_to_first_page: float


class Installation:
    """A database, a mailbox and settings around a content folder."""

    def __init__(self, binary: Path, site: Path, content: Path, folder: Path):
        self.binary, self.site, self.content, self.folder = binary, site, content, folder
        folder.mkdir(parents=True)

    def publish(self, expected: dict) -> Usage:
        """`kairan publish`; fails unless it did exactly what is expected."""
        log = self.folder / "publish.log"
        usage = self._command("publish", self.content, "--format", "json", log=log)
        report = json.loads(log.read_text())
        if report["published"] != {"drafts": 0, **expected} or report["left_out"] or report["findings"]:
            raise Failed(f"kairan publish did not do what it should:\n{process.tail(log)}")
        return usage

    def add_people(self) -> None:
        """`kairan demo`: tenants and people, a hundred acknowledgements or so each."""
        self._command("demo", log=self.folder / "demo.log")

    @property
    def database(self) -> Path:
        """The file with everything in it."""
        return self.folder / "kairan.db"

    @contextmanager
    def serving(self, first_page: str, publish_on_start: bool = False):
        """`kairan serve`, from the moment it has answered its first page."""
        (port,) = free_ports(1)
        environment = self._environment(port, publish_on_start)
        log = self.folder / "serve.log"
        begun = time.perf_counter()
        with process.running(self._arguments("serve"), log, self.folder, environment) as server:
            while True:
                try:
                    answer = ask(port, first_page)
                    break
                except ConnectionError:
                    if server.poll() is not None or time.perf_counter() - begun > 120:
                        raise Failed(f"kairan serve does not answer:\n{process.tail(log)}") from None
                    time.sleep(0.0005)
            seconds = time.perf_counter() - begun
            if answer.status != 200:
                raise Failed(f"{first_page} was answered with {answer.status}")
            yield Server(server.pid, port, seconds)

    def _command(self, *arguments, log: Path) -> Usage:
        return process.run(self._arguments(*arguments), log, self.folder, self._environment(1, False))

    def _arguments(self, *arguments) -> list:
        return [self.binary, *arguments]

    def _environment(self, port: int, publish_on_start: bool) -> dict:
        """The settings, all given: nothing is read from files of the machine."""
        settings = self.folder / "settings.toml"
        settings.touch()
        others = ("KAIRAN_", "LEPTOS_", "RUST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        return kept | {
            "KAIRAN_SETTINGS": str(settings),
            "KAIRAN__SERVER__ADDRESS": f"127.0.0.1:{port}",
            "KAIRAN__SERVER__PUBLIC_URL": f"http://127.0.0.1:{port}",
            "KAIRAN__SERVER__SITE": str(self.site),
            "KAIRAN__DATABASE__URL": f"sqlite:{self.database}",
            "KAIRAN__CONTENT__DIR": str(self.content),
            "KAIRAN__CONTENT__PUBLISH_ON_START": "true" if publish_on_start else "false",
            "KAIRAN__MAIL__MAILBOX": str(self.folder / "mailbox"),
            "KAIRAN__SECRETS__KEY_FILE": str(self.folder / "secret.key"),
        }


def sign_in(port: int) -> str:
    """Signs the member in by the form, and answers with the session's cookie."""
    form = urlencode({"address": MEMBER, "password": PASSWORD, "next": "/", "locale": "ja"}).encode()
    headers = {
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html",
    }
    answer = ask(port, "/actions/sign-in", headers, "POST", form)
    cookies = [value.partition(";")[0] for name, value in answer.headers if name.lower() == "set-cookie"]
    session = [cookie for cookie in cookies if cookie.startswith("kairan=") and cookie != "kairan="]
    if answer.status not in (302, 303) or not session:
        raise Failed(f"nobody could be signed in: {answer.head.decode('latin-1')}")
    return session[0]
