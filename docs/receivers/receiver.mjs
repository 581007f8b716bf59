// A receiver of webhooks to begin from: verifies each message, takes each once, and prints its event.
//
//     npm install standardwebhooks        (Node.js 22 or newer)
//     WEBHOOK_SECRET=whsec_... node receiver.mjs 8000 seen.txt
//
// It answers 204 for a message that it has taken, 208 for one that it had taken before (the sender did not hear our
// answer, or somebody copied the message: either way it is done), and 400 for one that is not genuine or too old. Nothing
// but 2xx counts as taken: until then the sender tries again, and holds back what comes after. Put it behind something
// that speaks TLS. During a change of keys give both, separated by a comma.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

// Bytes of a message that are read; ours have a few hundred, or some hundred thousand for a whole list of pairings.
const LARGEST = 5_000_000;

const [port = "8000", file = "seen.txt"] = process.argv.slice(2);
const secrets = (process.env.WEBHOOK_SECRET ?? "").split(",").filter(Boolean);
if (secrets.length === 0) {
  console.error("set WEBHOOK_SECRET to the key that 'webhooks add' showed");
  process.exit(2);
}
const webhooks = secrets.map((secret) => new Webhook(secret));
// Kept in a file, so that a restart does not forget them.
const seen = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);

// Do with an event what you need it for. Throw, and it comes again; the same `id` and `source` is the same event.
function take(event) {
  console.log(JSON.stringify(event));
}

// The event, or null if no key of ours signed it, or not within the last five minutes.
function verified(body, headers) {
  for (const webhook of webhooks) {
    try {
      return webhook.verify(body, headers);
    } catch {
      continue;
    }
  }
  return null;
}

function answer(request, body) {
  const event = verified(body, request.headers);
  if (event === null) return 400;
  const id = request.headers["webhook-id"];
  if (seen.has(id)) return 208;
  take(event);
  // After it was taken, not before: if this program dies in between, the event comes once more and is not lost.
  appendFileSync(file, `${id}\n`, { flush: true });
  seen.add(id);
  return 204;
}

const server = createServer((request, response) => {
  const parts = [];
  let length = 0;
  request.on("data", (part) => {
    length += part.length;
    if (length <= LARGEST) parts.push(part);
  });
  request.on("end", () => {
    let status = 413;
    if (request.method !== "POST") status = 405;
    else if (length <= LARGEST) {
      try {
        status = answer(request, Buffer.concat(parts));
      } catch (error) {
        console.error(error);
        status = 500;
      }
    }
    response.writeHead(status, { "content-length": 0 }).end();
  });
});
server.listen(Number(port), "127.0.0.1", () => console.error(`listening on http://127.0.0.1:${server.address().port}`));
