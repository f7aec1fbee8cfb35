// How a visit stands: what the platform knows, and over it what this phone said and has not sent yet.
const TIMES = { set_out: "set_out_at", arrive: "arrived_at", start: "started_at", end: "ended_at", sign: "confirmed_at" };
const COUNTED = ["card", "code", "photo", "reading", "note"];

export function standing(visit, waiting) {
  const at = { ...visit.times };
  const done = new Set(visit.steps_done);
  const mine = waiting.filter((one) => one.order === visit.order);
  const told = { ...visit.told };
  for (const one of mine) {
    if (TIMES[one.kind]) at[TIMES[one.kind]] ??= one.taken_at;
    if (one.kind === "pause") at.paused_at = one.taken_at;
    if (one.kind === "resume" || one.kind === "end") delete at.paused_at;
    if (one.kind === "step") done.add(one.step);
    if (COUNTED.includes(one.kind)) told[one.kind] = (told[one.kind] ?? 0) + 1;
  }
  return { at, done, told: Object.entries(told), unsent: mine.length, phase: phaseOf(at, visit) };
}
function phaseOf(at, visit) {
  if (["verified", "settled"].includes(visit.state) || (at.ended_at && at.confirmed_at)) return "finished";
  if (at.ended_at) return "ended";
  if (at.paused_at) return "paused";
  if (at.started_at) return "started";
  if (at.arrived_at) return "arrived";
  return at.set_out_at ? "on_the_way" : "coming";
}
export const NEXT = { coming: "set_out", on_the_way: "arrive", arrived: "start", started: "end", paused: "resume" };
