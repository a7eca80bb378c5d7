"""Serves a folder as the web does: packed, kept alive, to be cached; and counts what it sends."""

import contextlib
import functools
import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKED = ("text/", "application/j", "application/xml", "application/wasm", "image/svg")


@dataclass
class Served:
    """A folder that is being served: its address, and the path and the bytes of the body of each answer so far."""

    address: str
    sent: list[tuple[str, int]] = field(default_factory=list)


@functools.lru_cache(maxsize=4096)
def answer(path: Path, changed: int) -> tuple[str, str | None, bytes]:
    """Return type, encoding and body for a file; ``changed`` is the time of its last change."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = path.read_bytes()
    if kind.startswith(PACKED):
        return kind, "gzip", gzip.compress(content, 6)
    return kind, None, content


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve ``folder`` on a free port of this machine."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path.partition("?")[0]))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                return self.send_error(404)
            kind, encoding, body = answer(path, path.stat().st_mtime_ns)
            served.sent.append((self.path, len(body)))
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
            if encoding:
                self.send_header("Content-Encoding", encoding)
            self.send_header("Cache-Control", "max-age=600")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            return self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """Say nothing of a browser that hung up."""

    server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    served = Served(f"http://127.0.0.1:{server.server_port}/")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
