// Draws the day or one visit from the templates of the page: text goes in as text, never as markup.
import { NEXT, standing } from "./told.mjs";

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat(language, { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", weekday: "short" });
const weekday = (at) => days.format(new Date(at));
const time = (at) => clock.format(new Date(at));

function from(name) {
  return document.getElementById(`carer-${name}`).content.cloneNode(true);
}
function fill(part, values) {
  for (const place of part.querySelectorAll("[data-text]")) {
    const value = values[place.dataset.text];
    if (value === undefined || value === null || value === "") place.closest("[data-line]")?.remove() ?? place.remove();
    else place.textContent = value;
  }
  return part;
}
function say(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
// Who types or signs keeps what is under her hands; what is drawn again is what changed around it.
export function show(root, state, order, words) {
  root.dataset.link = state.link;
  root.dataset.unsent = state.unsent;
  drawLink(root.querySelector("[data-link-line]"), state, words);
  const place = root.querySelector("[data-page]");
  const visit = state.day?.visits.find((one) => one.order === order);
  const stands = visit && standing(visit, state.waiting);
  const seen = JSON.stringify([order, state.day, stands, stands && [...stands.done], state.busy, state.refused, state.waiting.length]);
  if (place.dataset.seen === seen) return;
  const typed = heldBy(place, order);
  const signed = place.dataset.order === order && place.querySelector("canvas[data-sign]");
  place.dataset.seen = seen;
  place.dataset.order = order;
  place.replaceChildren(visit ? drawVisit(visit, stands, state, words) : drawDay(state, words));
  if (signed) place.querySelector("canvas[data-sign]")?.replaceWith(signed);
  giveBack(place, typed);
  root.dispatchEvent(new CustomEvent("carer:drawn"));
}
function heldBy(place, order) {
  if (place.dataset.order !== order) return [];
  return [...place.querySelectorAll("input:not([type=file]), textarea")].map((one) => [one.id, one.value, one === document.activeElement]);
}
function giveBack(place, typed) {
  for (const [id, value, wasActive] of typed) {
    const field = id && place.querySelector(`#${CSS.escape(id)}`);
    if (field && value) field.value = value;
    if (field && wasActive) field.focus();
  }
}
function drawLink(line, state, words) {
  const said = state.link === "joined" && !state.unsent ? words.joined : words[`link_${state.link}`];
  line.querySelector("[data-said]").textContent = state.unsent ? `${said} ${say(words.unsent, { count: state.unsent })}` : said;
  line.className = `alert ${state.link === "joined" ? "good" : "warn"}`;
  line.querySelector("[data-sign-in]").hidden = state.link !== "signed_out";
  line.querySelector("[data-act=join]").hidden = state.link === "signed_out" || (state.link === "joined" && !state.unsent);
}
function drawDay(state, words) {
  const part = from("day");
  const list = part.querySelector("[data-list]");
  const visits = state.day?.visits ?? [];
  list.replaceChildren(...visits.map((visit) => drawCard(visit, standing(visit, state.waiting), state, words)));
  part.querySelector("[data-none]").hidden = visits.length > 0 || !state.day;
  part.querySelector("[data-unknown]").hidden = Boolean(state.day);
  drawContested(part, state, words);
  drawWeek(part, state);
  return part;
}
// Her published shifts; a phone that kept an older day has none.
function drawWeek(part, state) {
  const shifts = state.day?.week ?? [];
  part.querySelector("[data-week]").hidden = !shifts.length;
  part.querySelector("[data-shifts]").replaceChildren(
    ...shifts.map((one) => fill(from("shift"), { day: weekday(one.from_at), label: one.label, hours: `${time(one.from_at)} – ${time(one.to_at)}` })),
  );
}
function drawCard(visit, stands, state, words) {
  const part = fill(from("card"), {
    time: time(visit.planned_at),
    item: visit.item,
    name: visit.name,
    place: visit.place,
    phase: words[`phase_${stands.phase}`],
  });
  const link = part.querySelector("a");
  link.href = `#/${visit.order}`;
  link.dataset.phase = stands.phase;
  part.querySelector("[data-late]").hidden = !state.day.late.includes(visit.order) || stands.phase !== "coming";
  return part;
}
function drawContested(part, state, words) {
  const box = part.querySelector("[data-contested]");
  const told = [...(state.day?.contested ?? []).map((one) => contested(one, words)), ...state.refused.map((one) => one.reason)];
  box.hidden = !told.length;
  box.querySelector("ul").replaceChildren(
    ...told.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  box.querySelector("[data-act=dismiss]").hidden = !state.refused.length;
}
function contested(one, words) {
  const values = { what: one.what, number: one.number, why: one.why, theirs: time(one.at), ours: one.ours_at ? time(one.ours_at) : one.ours_state };
  return say(words.contested, values);
}
function drawVisit(visit, stands, state, words) {
  const part = fill(from("visit"), {
    item: visit.item,
    name: visit.name,
    number: visit.number,
    window: `${time(visit.from_at)} – ${time(visit.to_at)}`,
    planned: time(visit.planned_at),
    minutes: say(words.minutes, { minutes: visit.minutes }),
    place: visit.place,
    access: visit.access_note,
    note: visit.note,
    phone: visit.phone,
    phase: words[`phase_${stands.phase}`],
    arrived: stands.at.arrived_at && time(stands.at.arrived_at),
    started: stands.at.started_at && time(stands.at.started_at),
    ended: stands.at.ended_at && time(stands.at.ended_at),
    busy: state.busy && words.busy,
    told: stands.told.map(([kind, count]) => `${words[`told_${kind}`]} ${count}`).join(words.between),
  });
  ways(part, visit);
  steps(part, visit, stands, words);
  next(part, stands, state, words);
  for (const box of part.querySelectorAll("[data-phases]")) {
    if (!box.dataset.phases.split(" ").includes(stands.phase)) box.remove();
  }
  return part;
}
function ways(part, visit) {
  const call = part.querySelector("[data-call]");
  if (visit.phone) call.href = `tel:${visit.phone}`;
  else call.remove();
  const map = part.querySelector("[data-map]");
  if (visit.latitude) map.href = `geo:${visit.latitude},${visit.longitude}?q=${visit.latitude},${visit.longitude}`;
  else map.remove();
}
function steps(part, visit, stands, words) {
  const list = part.querySelector("[data-steps]");
  list.replaceChildren(
    ...visit.steps.map((step) => {
      const line = fill(from("step"), { label: step.label });
      const box = line.querySelector("[data-box]");
      box.dataset.step = step.key;
      const button = line.querySelector("button");
      const done = stands.done.has(step.key);
      button.setAttribute("aria-pressed", String(done));
      button.disabled = done;
      line.querySelector("[data-done]").textContent = done ? words.done : "";
      return line;
    }),
  );
}
function next(part, stands, state, words) {
  const button = part.querySelector("[data-next]");
  const kind = NEXT[stands.phase];
  if (!kind) return button.remove();
  button.dataset.act = kind;
  button.querySelector("span").textContent = words[`do_${kind}`];
  button.disabled = Boolean(state.busy);
  return undefined;
}
