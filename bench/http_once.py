"""One request and its whole answer, over a plain socket: to see exactly which bytes are sent."""

import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """An answer as it came."""

    status: int
    head: bytes
    """Status line and headers, with the empty line after them."""
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def ask(port: int, path: str, headers: dict | None = None, method: str = "GET", body: bytes = b"") -> Answer:
    """Asks 127.0.0.1 and reads to the end of the answer.

    The connection is asked to stay open, as a load generator's is, so that the headers are the same.
    """
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return _read(connection)


def _read(connection: socket.socket) -> Answer:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, rest = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    answer = Answer(int(status_line.split()[1]), head + b"\r\n\r\n", headers, b"")
    if (answer.header("transfer-encoding") or "").lower() == "chunked":
        body = _chunks(connection, rest)
    else:
        length = int(answer.header("content-length") or 0)
        while len(rest) < length:
            rest += _more(connection)
        body = rest
    return Answer(answer.status, answer.head, headers, body)


def _chunks(connection: socket.socket, rest: bytes) -> bytes:
    body = b""
    while True:
        while b"\r\n" not in rest:
            rest += _more(connection)
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        while len(rest) < length + 2:
            rest += _more(connection)
        body, rest = body + rest[:length], rest[length + 2 :]
        if length == 0:
            return body


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise ConnectionError("the connection ended within an answer")
    return data
