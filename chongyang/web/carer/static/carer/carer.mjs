// The carer's phone page. It works from what the phone keeps, and joins the platform whenever there is a signal.
import * as hands from "./hands.mjs";
import * as store from "./store.mjs";
import { SignedOut, fetchDay, send } from "./sync.mjs";
import { show } from "./show.mjs";

const root = document.getElementById("carer");
const urls = { day: root.dataset.day, entries: root.dataset.entries, picture: root.dataset.picture, page: root.dataset.page };
const words = JSON.parse(root.dataset.words);
const state = { day: null, waiting: [], unsent: 0, link: "trying", refused: [], busy: "" };

const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
const openVisit = () => location.hash.replace(/^#\/?/, "");

async function draw() {
  state.waiting = state.day ? await store.waiting(state.day.account) : [];
  state.unsent = await store.count();
  show(root, state, openVisit(), words);
}
let joining = null;
// One at a time; what is told meanwhile goes with the next.
function join() {
  joining ??= joinOnce().finally(() => (joining = null));
  return joining;
}
async function joinOnce() {
  try {
    let day = await fetchDay(urls.day);
    const refused = await send(urls, day);
    state.refused.push(...refused);
    if (state.unsent || refused.length) day = await fetchDay(urls.day);
    state.day = day;
    state.link = "joined";
    await store.keepDay(day);
  } catch (error) {
    state.link = error instanceof SignedOut ? "signed_out" : "away";
  }
  await draw();
}
async function tell(order, kind, more = {}, bytes = null) {
  await store.add(state.day.account, { order, kind, taken_at: new Date().toISOString(), ...more }, bytes);
  await draw();
  Promise.resolve(joining).then(join); // nobody waits for the net: the next entry is told meanwhile
}
const MARKED = new Set(["arrive", "start", "card", "end"]);

async function act(kind, order, box) {
  if (state.busy) return;
  state.busy = kind;
  await draw();
  try {
    const at = MARKED.has(kind) ? { place: await hands.place() } : {};
    const more = await read(kind, box);
    for (const field of more ? (box?.querySelectorAll("input") ?? []) : []) {
      const shown = root.querySelector(`#${field.id}`);
      if (shown) shown.value = "";
    }
    if (more) await tell(order, kind, { ...at, ...more.said }, more.bytes);
  } finally {
    state.busy = "";
    await draw();
  }
}
async function read(kind, box) {
  const value = (name) => box?.querySelector(`[name=${name}]`)?.value.trim() ?? "";
  if (kind === "step") return { said: { step: box.dataset.step } };
  if (kind === "card" || kind === "code") return value("code") ? { said: { code: value("code") } } : null;
  if (kind === "note") return value("note") ? { said: { note: value("note") } } : null;
  if (kind === "reading") {
    const told = ["pulse", "systolic", "diastolic"].map((name) => [name, Number(value(name))]).filter(([, one]) => one);
    return told.length ? { said: { values: Object.fromEntries(told) } } : null;
  }
  if (kind === "sign") {
    if (!pad || pad.isEmpty()) return null;
    const { bytes, digest } = await pad.take();
    return { said: { digest }, bytes };
  }
  return { said: {} };
}
let pad = null;
root.addEventListener("carer:drawn", () => {
  const canvas = root.querySelector("canvas[data-sign]");
  if (canvas && !canvas.dataset.ready) {
    canvas.dataset.ready = "1";
    pad = hands.signing(canvas);
  }
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.act === "join") join();
  else if (button.dataset.act === "clear") pad?.clear();
  else if (button.dataset.act === "dismiss") {
    state.refused = [];
    draw();
  } else act(button.dataset.act, openVisit(), button.closest("[data-box]"));
});
root.addEventListener("change", async (event) => {
  const file = event.target.files?.[0];
  if (!file) return;
  const order = openVisit();
  if (event.target.name === "photo") {
    const { bytes, digest, file_at } = await hands.picture(file);
    await tell(order, "photo", { digest, file_at }, bytes);
  } else {
    const code = await hands.codeIn(file).catch(() => "");
    if (code) await tell(order, "card", { code, place: await hands.place() });
    else root.querySelector("[data-unread]")?.removeAttribute("hidden");
  }
  event.target.value = "";
});
// Signing out takes the day's visits and the kept page off the phone; what was not sent stays, encrypted.
document.addEventListener("submit", async (event) => {
  if (event.target.getAttribute("action") !== root.dataset.out || event.target.dataset.cleared) return;
  event.preventDefault();
  if (state.unsent && !confirm(words.unsent_stays)) return;
  await store.forgetDay();
  await message({ forget: true });
  event.target.dataset.cleared = "1";
  event.target.requestSubmit();
});
function message(said) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return Promise.resolve();
  return new Promise((resolve) => {
    const line = new MessageChannel();
    line.port1.onmessage = () => resolve();
    setTimeout(resolve, 3000);
    worker.postMessage(said, [line.port2]);
  });
}
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(root.dataset.worker, { scope: urls.page });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  }
  const parts = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname);
  await message({ keep: [urls.page, ...new Set(parts.filter((path) => path.startsWith("/static/")))] });
  root.dataset.ready = "1";
}
addEventListener("hashchange", draw);
addEventListener("online", join);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && join());
setInterval(() => state.link !== "signed_out" && (state.unsent || state.link === "away") && join(), 20000);

state.day = await store.readDay(today());
await draw();
await join();
await keepPage().catch(() => null);
