// Rings: those that are for this seat stand out; a new one sounds, if the seat asked for sound.
const desk = document.getElementById("live");
const account = desk?.dataset.account ?? "";
const known = new Set();

function beep() {
  const tones = new AudioContext();
  for (const start of [0, 0.35]) {
    const tone = tones.createOscillator();
    const volume = tones.createGain();
    tone.frequency.value = 520;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(tones.destination);
    tone.start(tones.currentTime + start);
    tone.stop(tones.currentTime + start + 0.25);
  }
  setTimeout(() => tones.close(), 1000);
}

function look() {
  let fresh = false;
  for (const ring of document.querySelectorAll(".ring")) {
    ring.classList.toggle("is-mine", Boolean(account) && ring.dataset.seats.split(" ").includes(account));
    if (!known.has(ring.dataset.call)) fresh = true;
    known.add(ring.dataset.call);
  }
  return fresh;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "rings") return;
  const wantsSound = document.getElementById("sound")?.getAttribute("aria-pressed") === "true";
  if (look() && wantsSound) beep();
});
look();
