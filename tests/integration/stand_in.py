"""A stand-in for web, worker or beat, light enough to start in an instant: `python -m tests.integration.stand_in web`.

`STUB_FAILS=web` ends the web process at once.
"""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    """Answers 200 to everything, silently."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        return


if __name__ == "__main__":
    name = sys.argv[1]
    if os.environ.get("STUB_FAILS") == name:
        sys.exit("this stand-in fails")
    if name == "web":
        HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
    signal.pause()
