"""What a browser has to load: the WebAssembly as the server sends it, and whether pages without islands ask for it."""

import subprocess
from pathlib import Path

import bars
from http_once import Answer, ask
from portal import Installation, sign_in
from process import Failed
from report import Row, alone, kibibytes

BROWSER = {"Accept-Encoding": "gzip, deflate, br"}

COMPRESS = """
const { readFileSync } = require("fs"), { brotliCompressSync } = require("zlib");
console.log(brotliCompressSync(readFileSync(process.argv[1])).length);
"""
"""Node.js compresses at the highest level unless it is told another."""


def measure(site: Path, installation: Installation, page: str) -> list[Row]:
    """Bytes of WebAssembly behind Brotli, in all and on one page that has no island."""
    files = sorted((site / "pkg").glob("*.wasm"))
    if not files:
        raise Failed(f"there is no WebAssembly in {site}")
    with installation.serving(page) as server:
        sent = {file.stem: _sent(server.port, file) for file in files}
        bare = ask(server.port, page)
        signed_in = ask(server.port, page, {"Cookie": sign_in(server.port)})
    if not _loaded(signed_in, sent):
        raise Failed(f"{page} has no island even for someone signed in, so that its weight says nothing")
    subject = "WebAssembly"
    return [
        alone(subject, "as sent (Brotli)", sum(sent.values()), kibibytes, bars.BROWSER_BYTES),
        alone(subject, "at Brotli's highest level", sum(map(_smallest, files)), kibibytes, bars.BROWSER_BYTES),
        alone(subject, "on a page without islands", _loaded(bare, sent), kibibytes, bars.NO_ISLAND_BYTES),
    ]


def _sent(port: int, file: Path) -> int:
    answer = ask(port, f"/pkg/{file.name}", BROWSER)
    if answer.status != 200 or answer.header("content-encoding") != "br":
        raise Failed(f"/pkg/{file.name} was not sent behind Brotli")
    return len(answer.body)


def _loaded(page: Answer, sent: dict) -> int:
    """The bytes of the WebAssembly that a page names."""
    names = page.body.decode()
    return sum(size for stem, size in sent.items() if f"/{stem}.js" in names or f"/{stem}.wasm" in names)


def _smallest(file: Path) -> int:
    return int(subprocess.run(["node", "-e", COMPRESS, file], capture_output=True, text=True, check=True).stdout)
