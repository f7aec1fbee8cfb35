// The seat's own movements: keys, the sign of a new call, the state of the connection, a card that grew old.
const status = document.getElementById("desk-status");
const title = document.title;
const remembered = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing still works
  }
};

function tell(kind, ...more) {
  status.dataset.kind = kind;
  status.replaceChildren(status.dataset[kind], ...more);
}
function untell(...kinds) {
  if (kinds.includes(status.dataset.kind)) {
    status.replaceChildren();
    status.dataset.kind = "";
  }
}

// The connection.
document.addEventListener("htmx:sseError", () => {
  if (!["over", "failed"].includes(status.dataset.kind)) tell("lost");
});
document.addEventListener("htmx:sseOpen", () => untell("lost"));
document.addEventListener("htmx:sseClose", (event) => {
  if (event.detail?.type === "message") tell("over");
});
document.addEventListener("htmx:responseError", () => tell("failed"));
document.addEventListener("htmx:sendError", () => tell("failed"));
document.addEventListener("htmx:beforeSwap", () => untell("failed"));

// Who waits: the title says so, and a sound if the seat asked for it.
let sound = null;
let waiting = null;
function beep() {
  if (!sound) return;
  for (const [start, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + start);
    tone.stop(sound.currentTime + start + 0.2);
  }
}
function countWaiting() {
  const counts = document.querySelector("[data-waiting]");
  const now = Number(counts?.dataset.waiting ?? 0);
  document.title = now ? `（${now}）${document.getElementById("board").dataset.title} · ${title}` : title;
  if (waiting !== null && now > waiting) beep();
  waiting = now;
}
// A new danger to life is said in words, with a way to it; once for each, until somebody took it.
const cue = document.getElementById("p0-cue");
const announced = new Set();
let isFirst = true;
function sayDanger() {
  const rows = [...document.querySelectorAll('.board-row.is-open[data-level="P0"]')];
  const fresh = rows.filter((row) => !announced.has(row.dataset.incident));
  for (const row of rows) announced.add(row.dataset.incident);
  if (cue.dataset.incident && !rows.some((row) => row.dataset.incident === cue.dataset.incident)) {
    cue.hidden = true;
    cue.dataset.incident = "";
  }
  if (fresh.length && !isFirst) {
    const way = document.createElement("a");
    way.href = fresh[0].href;
    way.textContent = fresh[0].querySelector("strong").textContent;
    cue.replaceChildren(cue.dataset.words, way);
    cue.dataset.incident = fresh[0].dataset.incident;
    cue.hidden = false;
    beep();
  }
  isFirst = false;
}

// Only what is mine, besides what nobody has: the choice stays with this browser.
const mine = document.getElementById("mine");
const account = document.getElementById("live").dataset.account;
mine.hidden = false;
function markMine() {
  const isOn = remembered("seat-mine") === "on";
  for (const row of document.querySelectorAll(".board-row[data-taken-by]")) {
    row.toggleAttribute("data-mine", row.dataset.takenBy === account);
  }
  document.getElementById("board").classList.toggle("mine-only", isOn);
  mine.setAttribute("aria-pressed", String(isOn));
}
mine.addEventListener("click", () => {
  remember("seat-mine", remembered("seat-mine") === "on" ? "off" : "on");
  markMine();
});

// From row to row.
function step(way) {
  const rows = [...document.querySelectorAll(".board-row")].filter((row) => row.checkVisibility());
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (way > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + way))]?.focus();
}

const toggle = document.getElementById("sound");
toggle.hidden = !window.AudioContext;
toggle.addEventListener("click", () => {
  const words = toggle.querySelector("span");
  if (sound) {
    sound.close();
    sound = null;
  } else {
    sound = new AudioContext();
    beep();
  }
  toggle.setAttribute("aria-pressed", String(Boolean(sound)));
  words.textContent = sound ? words.dataset.on : words.dataset.off;
});

// The row of the open card, and a card that the world has overtaken.
function markRow() {
  const shown = document.getElementById("card")?.dataset.incident;
  for (const row of document.querySelectorAll(".board-row")) {
    if (row.dataset.incident === shown) row.setAttribute("aria-current", "page");
    else row.removeAttribute("aria-current");
  }
}
let touched = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("#card")) touched = true;
});
function fetchCard() {
  const card = document.getElementById("card");
  touched = false;
  window.htmx.ajax("GET", card.dataset.url, { target: "#card", swap: "outerHTML" });
}
function followCard() {
  const card = document.getElementById("card");
  const version = document.getElementById("chain-version")?.dataset.version;
  if (!card || !version || version === card.dataset.version) return untell("moved");
  if (card.classList.contains("htmx-request") || card.querySelector(".htmx-request")) return undefined;
  if (!touched) return fetchCard();
  const show = document.createElement("button");
  show.type = "button";
  show.className = "button";
  show.textContent = status.dataset.show;
  show.addEventListener("click", fetchCard);
  return tell("moved", show);
}
document.addEventListener("htmx:afterSettle", (event) => {
  markRow();
  markMine();
  countWaiting();
  sayDanger();
  if (event.target.id === "card") touched = false;
  followCard();
});

// Keys. They can be switched off, and are silent while somebody types.
const dialog = document.getElementById("shortcuts");
const switchKeys = document.getElementById("keys-on");
const showKeys = document.getElementById("keys");
const digits = /^Digit(\d)$/;
switchKeys.checked = remembered("seat-keys") !== "off";
showKeys.hidden = false;
showKeys.addEventListener("click", () => dialog.showModal());
function applySwitch() {
  document.body.classList.toggle("no-keys", !switchKeys.checked);
  remember("seat-keys", switchKeys.checked ? "on" : "off");
}
switchKeys.addEventListener("change", applySwitch);
applySwitch();

function nameOf(event) {
  const digit = digits.exec(event.code);
  if (event.shiftKey && digit) return `⇧${digit[1]}`;
  return event.key.length === 1 ? event.key.toLowerCase() : "";
}
function isTyping(element) {
  return element.matches("textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]");
}
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (dialog.open || isTyping(event.target)) return;
  const name = nameOf(event);
  if (!name || (!switchKeys.checked && name !== "?")) return;
  if (name === "j" || name === "k") {
    event.preventDefault();
    step(name === "j" ? 1 : -1);
    return;
  }
  const target = document.querySelector(`.seat-side [data-key="${CSS.escape(name)}"]:not(:disabled)`)
    ?? document.querySelector(`[data-key="${CSS.escape(name)}"]:not(:disabled)`);
  if (!target || target.checkVisibility?.() === false) return;
  event.preventDefault();
  const field = target.form?.matches(".search") ? target.form.querySelector("input[name=text]") : null;
  if (field && !field.value) field.focus();
  else target.click();
});

// A plain form goes out once.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => delete event.target.dataset.sent, 5000);
});

markRow();
markMine();
countWaiting();
sayDanger();
