// What the phone keeps: the day's visits (gone at sign-out and after the day), and entries and pictures that wait to be
// sent (they stay until they are). Everything is encrypted with keys that leave this browser in no form.
const NAME = "carer";
const STORES = ["keys", "kept", "queue", "pictures"];
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => STORES.forEach((store) => asked.result.createObjectStore(store));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}
async function run(store, mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const going = base.transaction(store, mode);
    const asked = act(going.objectStore(store));
    going.oncomplete = () => resolve(asked?.result);
    going.onerror = going.onabort = () => reject(going.error);
  });
}
const read = (store, key) => run(store, "readonly", (held) => held.get(key));
const write = (store, key, value) => run(store, "readwrite", (held) => held.put(value, key));
const drop = (store, key) => run(store, "readwrite", (held) => held.delete(key));

async function keyOf(name) {
  const held = await read("keys", name);
  if (held) return held;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write("keys", name, made);
  return made;
}
async function seal(name, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(name), bytes) };
}
async function unseal(name, held) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: held.iv }, await keyOf(name), held.data);
}
const asBytes = (value) => new TextEncoder().encode(JSON.stringify(value));
const asValue = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

export async function device() {
  const held = await read("kept", "device");
  if (held) return held;
  const made = crypto.randomUUID();
  await write("kept", "device", made);
  return made;
}
// One number after the other, in one transaction: two tabs never give the same.
async function nextNumber() {
  const base = await open();
  return new Promise((resolve, reject) => {
    const going = base.transaction("kept", "readwrite");
    const held = going.objectStore("kept");
    let number = 0;
    const asked = held.get("number");
    asked.onsuccess = () => held.put((number = (asked.result ?? 0) + 1), "number");
    going.oncomplete = () => resolve(number);
    going.onerror = going.onabort = () => reject(going.error);
  });
}
export async function keepDay(day) {
  await write("kept", "day", { on: day.on, ...(await seal("day", asBytes(day))) });
}
export async function readDay(today) {
  const held = await read("kept", "day");
  if (!held) return null;
  if (held.on !== today) {
    await forgetDay();
    return null;
  }
  try {
    return asValue(await unseal("day", held));
  } catch {
    await forgetDay();
    return null;
  }
}
export async function forgetDay() {
  await drop("kept", "day");
  await drop("keys", "day");
}
export async function add(account, entry, picture = null) {
  const sequence = await nextNumber();
  if (picture) await write("pictures", sequence, { account, ...(await seal("queue", picture)) });
  await write("queue", sequence, { account, ...(await seal("queue", asBytes({ ...entry, sequence }))) });
  return sequence;
}
async function keysOf(store) {
  return run(store, "readonly", (held) => held.getAllKeys());
}
export async function waiting(account) {
  const found = [];
  for (const sequence of await keysOf("queue")) {
    const held = await read("queue", sequence);
    if (held?.account === account) found.push(asValue(await unseal("queue", held)));
  }
  return found;
}
export async function pictures(account) {
  const found = [];
  for (const sequence of await keysOf("pictures")) {
    const held = await read("pictures", sequence);
    if (held?.account === account) found.push(sequence);
  }
  return found;
}
export async function picture(sequence) {
  const held = await read("pictures", sequence);
  return held ? unseal("queue", held) : null;
}
export const sent = (sequence) => drop("queue", sequence);
export const uploaded = (sequence) => drop("pictures", sequence);
export const count = async () => (await keysOf("queue")).length + (await keysOf("pictures")).length;
