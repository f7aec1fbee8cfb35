// The phone's position, while its owner shares it, is on duty, and this page is open. Nothing is kept here.
const box = document.getElementById("sharing");
const state = document.getElementById("sharing-state");
let sentAt = 0;
let watch = null;

function tell(words) {
  state.textContent = words;
}
function stop() {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
}
async function send({ coords, timestamp }) {
  const every = Number(box.dataset.every) * 1000;
  if (Date.now() - sentAt < every) return;
  sentAt = Date.now();
  const body = new URLSearchParams({
    longitude: coords.longitude.toFixed(6),
    latitude: coords.latitude.toFixed(6),
    accuracy: String(Math.round(coords.accuracy ?? 0)),
    at: String(Math.round(timestamp)),
    csrfmiddlewaretoken: box.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  try {
    const answer = await fetch(box.dataset.url, { method: "POST", body });
    if (answer.status === 409) {
      stop();
      tell((await answer.json()).reason);
    } else if (answer.ok) {
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      tell(`${box.dataset.sent} ${time}`);
    } else {
      tell(box.dataset.failed);
    }
  } catch {
    tell(box.dataset.failed);
  }
}
if (box?.dataset.on) {
  if (navigator.geolocation) {
    watch = navigator.geolocation.watchPosition(send, () => tell(box.dataset.none), {
      enableHighAccuracy: true,
      maximumAge: 30000,
      timeout: 20000,
    });
  } else {
    tell(box.dataset.none);
  }
}
