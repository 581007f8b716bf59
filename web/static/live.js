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
  patchAttributes(old, fresh);
  const named = new Map([...old.children].map((child) => [child.id, child]));
  const unnamed = [...old.children].filter((child) => !child.id);
  const wanted = [...fresh.childNodes].map((child) => {
    const at = unnamed.findIndex((each) => each.nodeName === child.nodeName);
    const mate = child.id ? named.get(child.id) : unnamed.splice(at, at < 0 ? 0 : 1)[0];
    if (mate) patch(mate, child);
    return mate ?? child;
  });
  const kept = new Set(wanted);
  for (const child of [...old.childNodes]) if (!kept.has(child)) child.remove();
  // An element that stands where it should is not moved: moving takes the focus from it.
  wanted.forEach((child, at) => old.childNodes[at] === child || old.insertBefore(child, old.childNodes[at] ?? null));
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
