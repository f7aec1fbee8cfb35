// Sends what waits, in the order of its numbers, as soon as there is a signal. A number that arrives twice is one entry.
import * as store from "./store.mjs";

const AT_ONCE = 100;

export class SignedOut extends Error {}

async function asked(url, words = {}) {
  const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", ...words });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new SignedOut();
  return answer;
}
export async function fetchDay(url) {
  const answer = await asked(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
export async function send(urls, day) {
  const refused = [];
  const device = await store.device();
  for (let left = await store.waiting(day.account); left.length; left = left.slice(AT_ONCE)) {
    const answer = await asked(urls.entries, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": day.token },
      body: JSON.stringify({ device, sent_at: new Date().toISOString(), entries: left.slice(0, AT_ONCE) }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    for (const one of (await answer.json()).answers) {
      if (one.sequence === null) continue;
      if (one.result === "refused") {
        refused.push(one);
        await store.uploaded(one.sequence);
      }
      await store.sent(one.sequence);
    }
  }
  return refused.concat(await sendPictures(urls, day, device));
}
async function sendPictures(urls, day, device) {
  const refused = [];
  for (const sequence of await store.pictures(day.account)) {
    const bytes = await store.picture(sequence);
    const body = new FormData();
    body.set("device", device);
    body.set("sequence", String(sequence));
    body.set("file", new Blob([bytes]), "picture");
    const answer = await asked(urls.picture, { method: "POST", headers: { "X-CSRFToken": day.token }, body });
    if (answer.status === 422 || answer.status === 413) refused.push({ sequence, ...(await answer.json()) });
    else if (!answer.ok) throw new Error(String(answer.status));
    await store.uploaded(sequence);
  }
  return refused;
}
