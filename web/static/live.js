// Keeps the part of a page that changes up to date: the server says "look again" (/events), we ask for that part and
// change only what differs, so that focus, scroll position and opened derivations stay as they are.
const live = document.getElementById("live");
const pulse = document.getElementById("pulse");
let source, shown, isAsking, isStale;

function say(state, text) {
  pulse.hidden = false;
  pulse.dataset.state = state;
  if (pulse.textContent !== text) pulse.textContent = text;
}

const lost = () => say("lost", "Not connected; this is what was known last");

function patchAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName) return void old.replaceWith(fresh);
  patchAttributes(old, fresh);
  const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const mate = child.id ? named.get(child.id) : at && !at.id && at.nodeName === child.nodeName ? at : null;
    if (mate && mate === at) at = at.nextSibling;
    else old.insertBefore(mate ?? child, at);
    if (mate) patch(mate, child);
  }
  while (at?.nextSibling) at.nextSibling.remove();
  at?.remove();
}

async function look() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  try {
    for (; isStale; say("live", "Live")) {
      isStale = false;
      const address = new URL(location.href);
      address.searchParams.set("fragment", "live");
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      if (text === shown) continue;
      const fresh = live.cloneNode(false);
      fresh.innerHTML = shown = text;
      patch(live, fresh);
    }
  } catch {
    lost();
  }
  isAsking = false;
}

function listen() {
  source?.close();
  source = new EventSource(live.dataset.events);
  for (const kind of ["changed", "beat"]) source.addEventListener(kind, look);
  source.addEventListener("error", () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
}

// A page in the background gives its line back: a browser has only six of them for one server.
document.addEventListener("visibilitychange", () => (document.hidden ? source?.close() : listen()));
if (live?.dataset.events && !document.hidden) listen();
