// Keeps the part of a page that changes up to date: the server says "look again" (/events), we ask for that part and
// change only what differs, so that focus, scroll position and opened derivations stay as they are.
const live = document.getElementById("live");
const pulse = document.getElementById("pulse");
const RETRY_MILLISECONDS = 5000;
const FLASH_MILLISECONDS = 1600;
let source = null;
let shown = "";
let isAsking = false;
let isStale = false;

function say(text, state) {
  pulse.hidden = false;
  if (pulse.textContent !== text) pulse.textContent = text;
  pulse.dataset.state = state;
}

function patchAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    if (name === "data-stage" && old.hasAttribute(name)) {
      old.classList.add("fresh");
      setTimeout(() => old.classList.remove("fresh"), FLASH_MILLISECONDS);
    }
    if (name !== "class" || !old.classList.contains("fresh")) old.setAttribute(name, value);
  }
}

function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  patchAttributes(old, fresh);
  const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const mate = child.id ? named.get(child.id) : at && !at.id && at.nodeName === child.nodeName ? at : null;
    if (!mate) old.insertBefore(child, at);
    else {
      if (mate === at) at = at.nextSibling;
      else old.insertBefore(mate, at);
      patch(mate, child);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

async function look() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  try {
    while (isStale) {
      isStale = false;
      const address = new URL(location.href);
      address.searchParams.set("fragment", "live");
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      if (text !== shown) {
        const fresh = live.cloneNode(false);
        fresh.innerHTML = shown = text;
        patch(live, fresh);
      }
      say("Live", "live");
    }
  } catch {
    say("Not connected; this is what was known last", "lost");
  } finally {
    isAsking = false;
  }
}

function listen() {
  source?.close();
  source = new EventSource(live.dataset.events);
  source.addEventListener("changed", look);
  source.addEventListener("beat", look);
  source.addEventListener("error", () => {
    say("Not connected; this is what was known last", "lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MILLISECONDS);
  });
}

// A page in the background gives its line back: a browser has only six of them for one server.
document.addEventListener("visibilitychange", () => (document.hidden ? source?.close() : listen()));
if (live?.dataset.events && !document.hidden) listen();
