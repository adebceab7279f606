"""nginx as a peer: the same bytes behind headers of the same size, at its best.

One worker, no access log, sendfile, open files kept. Each thing to be answered has a port of its own,
so that the addresses are the same as Kairan's.
"""

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import process
from http_once import Answer, ask
from ports import free_ports
from process import Failed

OF_NGINX = {
    "accept-ranges",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "server",
    "transfer-encoding",
}
"""The headers nginx makes itself for a file."""


Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Copy:
    """An address whose answer is to be matched."""

    path: str
    asked: dict
    """Request headers."""
    full: Answer
    """Kairan's answer with the body."""
    matched: Answer
    """Kairan's answer whose headers are to be matched: the same one, or a 304."""


@dataclass(frozen=True)
class Place:
    """Where nginx answers a copy."""

    port: int
    etag: str
    size: int
    """The bytes of an answer that matches."""


class WebPeer:
    """A running nginx."""

    def __init__(self, worker: int, places: list[Place]):
        self.worker, self.places = worker, places


@contextmanager
def nginx(folder: Path, copies: list[Copy]):
    """Serves the copies with headers of the size of Kairan's.

    The first nginx shows how long they are with all that Kairan sends; the second has them fitted.
    """
    folder.mkdir()
    ports = free_ports(len(copies))
    for nth, copy in enumerate(copies):
        (folder / f"{nth}.body").write_bytes(copy.full.body)
    headers = [_of_kairan(copy) for copy in copies]
    with _running(folder, copies, ports, headers):
        headers = [_fitted(port, *each) for port, each in zip(ports, zip(copies, headers))]
    with _running(folder, copies, ports, headers) as worker:
        yield WebPeer(worker, [_place(copy, port) for copy, port in zip(copies, ports)])


def _place(copy: Copy, port: int) -> Place:
    answer = ask(port, copy.path, copy.asked)
    if answer.status != 200 or answer.body != copy.full.body:
        raise Failed(f"nginx does not serve the same bytes at {copy.path}")
    matched = _matched(port, copy)
    return Place(port, answer.header("etag"), len(matched.head) + len(matched.body))


def _matched(port: int, copy: Copy) -> Answer:
    """nginx's answer to what Kairan's matched one answers."""
    full = ask(port, copy.path, copy.asked)
    if copy.matched.status == full.status:
        return full
    return ask(port, copy.path, copy.asked | {"If-None-Match": full.header("etag")})


def _of_kairan(copy: Copy) -> Headers:
    return [(name, value) for name, value in copy.matched.headers if name.lower() not in OF_NGINX]


def _fitted(port: int, copy: Copy, headers: Headers) -> Headers:
    """The headers to add so that all of them together are as long as Kairan's.

    nginx writes some of its own that cannot be switched off. So the last ones are left out where all are
    too long, then the date of the file; what is missing is filled.
    """
    answer = _matched(port, copy)
    if answer.status != copy.matched.status:
        raise Failed(f"nginx answers {copy.path} with {answer.status}")
    missing, headers = len(copy.matched.head) - len(answer.head), list(headers)
    while missing < 0 and headers and headers[-1][0].lower() != "content-encoding":
        missing += len(": \r\n") + sum(map(len, headers.pop()))
    if missing < 0 and (date := answer.header("last-modified")):
        missing += len("Last-Modified: \r\n") + len(date)
        headers.append(("Last-Modified", ""))
    filling = missing - len("X: \r\n")
    if filling > 0:
        headers.append(("X", "x" * filling))
    return headers


@contextmanager
def _running(folder: Path, copies: list[Copy], ports: list[int], headers: list[Headers]):
    settings = folder / "nginx.conf"
    settings.write_text(_settings(folder, copies, ports, headers))
    log = folder / "nginx.log"
    with process.running(["nginx", "-e", log, "-c", settings], log, folder) as master:
        yield _worker(master, ports[0], log)


def _worker(master, port: int, log: Path) -> int:
    for _ in range(500):
        if master.poll() is not None:
            break
        try:
            ask(port, "/")
            (worker,) = process.children(master.pid)
            return worker
        except (ConnectionError, ValueError):
            time.sleep(0.01)
    raise Failed(f"nginx does not answer:\n{process.tail(log)}")


def _settings(folder: Path, copies: list[Copy], ports: list[int], headers: list[Headers]) -> str:
    servers = "".join(_server(folder, nth, *each) for nth, each in enumerate(zip(copies, ports, headers)))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"  {kind}_temp_path {folder}/temp;\n" for kind in kinds)
    # Without it the worker could not read the folder when all of this runs as root.
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"""{user}daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
{temporary}{servers}}}
"""


def _server(folder: Path, nth: int, copy: Copy, port: int, headers: Headers) -> str:
    lines = "".join(f"      add_header {name} {_quoted(value)};\n" for name, value in headers)
    media_type = _quoted(copy.full.header("content-type") or "application/octet-stream")
    return f"""  server {{
    listen 127.0.0.1:{port};
    location = {copy.path} {{
      alias {folder}/{nth}.body;
      types {{ }}
      default_type {media_type};
{lines}    }}
  }}
"""


def _quoted(text: str) -> str:
    if "$" in text:
        raise Failed("a header with a dollar sign cannot be given to nginx")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
