"""A receiver of webhooks to begin from: verifies each message, takes each once, and prints its event.

    pip install standardwebhooks
    WEBHOOK_SECRET=whsec_... python receiver.py --port 8000 --seen seen.txt

It answers 204 for a message that it has taken, 208 for one that it had taken before (the sender did not hear our
answer, or somebody copied the message: either way it is done), and 400 for one that is not genuine or too old. Nothing
but 2xx counts as taken: until then the sender tries again, and holds back what comes after. Put it behind something
that speaks TLS. During a change of keys give both, separated by a comma.
"""

import argparse
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST = 5_000_000
"""Bytes of a message that are read; ours have a few hundred, or some hundred thousand for a whole list of pairings."""

TOO_LARGE = 413


class Seen:
    """Ids of messages that were taken, kept in a file so that a restart does not forget them."""

    def __init__(self, file: Path) -> None:
        """Read what was taken before."""
        self._file = file
        self._ids = set(file.read_text().split()) if file.exists() else set()

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._ids

    def add(self, message_id: str) -> None:
        """Remember, on the disk first."""
        with self._file.open("a") as file:
            file.write(f"{message_id}\n")
            file.flush()
            os.fsync(file.fileno())
        self._ids.add(message_id)


def take(event: dict) -> None:
    """Do with an event what you need it for. Raise, and it comes again; same `id` and `source`, same event."""
    print(json.dumps(event), flush=True)


def handler(secrets: list[str], seen: Seen) -> type[BaseHTTPRequestHandler]:
    """Return what answers requests."""
    webhooks = [Webhook(each) for each in secrets]
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            if not 0 < length <= LARGEST:
                self._answer(TOO_LARGE)
                return
            body = self.rfile.read(length)
            event = verified(webhooks, body, dict(self.headers.items()))
            if event is None:
                self._answer(400)
                return
            message_id = self.headers["webhook-id"]
            with one_at_a_time:
                if message_id in seen:
                    self._answer(208)
                    return
                take(event)
                # Afterwards and not before: if this program dies in between, the event comes once more and is not lost.
                seen.add(message_id)
            self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            if status == TOO_LARGE:
                self.send_header("connection", "close")
                self.close_connection = True
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the class above calls it
            sys.stderr.write(f"{format % args}\n")

    return Handler


def verified(webhooks: list[Webhook], body: bytes, headers: dict[str, str]) -> dict | None:
    """Return the event, or None if no key of ours signed it, or not within the last five minutes."""
    for webhook in webhooks:
        try:
            return webhook.verify(body, headers)
        except (WebhookVerificationError, ValueError):
            continue
    return None


def main() -> None:
    """Listen until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--seen", type=Path, default=Path("seen.txt"))
    given = parser.parse_args()
    secrets = [each for each in os.environ.get("WEBHOOK_SECRET", "").split(",") if each]
    if not secrets:
        parser.error("set WEBHOOK_SECRET to the key that 'webhooks add' showed")
    server = ThreadingHTTPServer(("127.0.0.1", given.port), handler(secrets, Seen(given.seen)))
    sys.stderr.write(f"listening on http://127.0.0.1:{server.server_port}\n")
    server.serve_forever()


if __name__ == "__main__":
    main()
