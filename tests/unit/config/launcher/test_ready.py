"""Ready means that /readyz says so; then a newcomer sees what to try."""

import json
import shlex
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from config.launcher import ready
from config.launcher.failure import LaunchError
from config.launcher.options import REPOSITORY, read_options
from config.launcher.ports import free_port
from config.launcher.ready import is_ready, wait_until_ready, welcome
from config.launcher.supervisor import Supervisor

DEMO = {
    "url": "http://127.0.0.1:8000/",
    "email": "demo@example.com",
    "password": "swordfish",
    "api_key": "sw_1",
    "workflow_id": "0199",
}


@pytest.fixture
def server():
    """A server that answers with the statuses it is given and remembers what it was asked."""

    class Answer(BaseHTTPRequestHandler):
        statuses: list[int] = []
        asked: list[tuple[str, str]] = []

        def do_GET(self) -> None:
            self.asked.append((self.path, self.headers["Host"]))
            self.send_response(self.statuses.pop(0) if self.statuses else 200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            return

    Answer.statuses, Answer.asked = [], []
    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "answer"), [(200, True), (503, False), (400, False), (301, False)])
def test_only_200_is_ready(server, status, answer):
    server.RequestHandlerClass.statuses.append(status)

    assert is_ready(read_options({"PORT": str(server.server_port)})) is answer


def test_it_is_asked_by_an_allowed_host(server):
    is_ready(read_options({"PORT": str(server.server_port), "HOST": "0.0.0.0", "PUBLIC_URL": "https://flow.example"}))

    assert server.RequestHandlerClass.asked == [("/readyz", "flow.example")]


def test_nobody_there_is_not_ready():
    assert not is_ready(read_options({"PORT": str(free_port())}))


def test_the_wait_lasts_until_it_is_ready(server, places, bell, start):
    server.RequestHandlerClass.statuses += [503, 503]
    web = start("import time; time.sleep(60)", name="web")

    wait_until_ready(
        Supervisor(places=places, bell=bell, say=print), web, read_options({"PORT": str(server.server_port)})
    )

    assert len(server.RequestHandlerClass.asked) == 3


def test_a_web_process_that_ends_shows_its_last_lines(places, bell, start):
    web = start("raise SystemExit('no such module')", name="web")

    with pytest.raises(LaunchError, match="no such module"):
        wait_until_ready(Supervisor(places=places, bell=bell, say=print), web, read_options({"PORT": str(free_port())}))


def test_a_web_process_that_never_gets_ready_is_given_up(places, bell, start, monkeypatch):
    monkeypatch.setattr(ready, "READY_SECONDS", 0.1)
    web = start("import time; time.sleep(60)", name="web")

    with pytest.raises(LaunchError, match=r"did not answer 200 within 0\.1 s"):
        wait_until_ready(Supervisor(places=places, bell=bell, say=print), web, read_options({"PORT": str(free_port())}))


def test_the_welcome_names_address_sign_in_key_and_one_line_to_try(tmp_path):
    (tmp_path / "demo.json").write_text(json.dumps(DEMO))

    said = welcome(read_options({}), tmp_path / "demo.json")

    for words in ("http://127.0.0.1:8000/", "demo@example.com", "swordfish", "sw_1", "Ctrl-C"):
        assert words in said
    (line,) = [line for line in said.splitlines() if "curl" in line]
    words = shlex.split(line)
    assert words[4] == "http://127.0.0.1:8000/api/v1/workflows/0199/runs?wait=20"
    assert "Authorization: Bearer sw_1" in words


def test_the_line_to_try_fits_the_demos_workflow():
    document = yaml.safe_load((REPOSITORY / "workflows" / "management" / "demo" / "order.yaml").read_text())

    assert set(json.loads(ready.ORDER)["inputs"]) <= set(document["inputs"]["properties"])


def test_without_the_demo_only_the_address_is_said(tmp_path):
    said = welcome(read_options({"DEMO": "0"}), tmp_path / "no-such-file")

    assert "Stellwerk is ready: http://127.0.0.1:8000/" in said
    assert "curl" not in said
