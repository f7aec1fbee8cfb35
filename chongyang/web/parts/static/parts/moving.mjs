// The few things of a page that move by themselves: elapsed time, revealed values, the type menu.
const second = 1000;

function elapsedWords(seconds) {
  const pad = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const tail = `${pad(minutes % 60)}:${pad(seconds % 60)}`;
  return hours ? `${hours}:${tail}` : tail;
}

// The server's clock counts: the answer's moment is compared with this machine's once.
const served = Date.parse(document.documentElement.dataset.now ?? "");
const offset = Number.isNaN(served) ? 0 : served - Date.now();

function tick() {
  const now = Date.now() + offset;
  for (const element of document.querySelectorAll("time[data-elapsed]")) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(element.dateTime)) / second));
    const words = elapsedWords(seconds);
    if (element.textContent !== words) element.textContent = words;
    const limit = Number(element.dataset.limit || Infinity);
    element.classList.toggle("late", seconds > limit);
  }
}

// A revealed value covers itself again.
function coverAgain() {
  for (const element of document.querySelectorAll("[data-cover-after]:not([data-covering])")) {
    element.dataset.covering = "1";
    const former = element.dataset.covered;
    setTimeout(() => {
      element.textContent = former;
    }, Number(element.dataset.coverAfter) * second);
  }
}

// A row of tabs that is wider than the screen shows the one that is open.
function showTab() {
  for (const here of document.querySelectorAll("nav [aria-current='page']")) {
    const nav = here.closest("nav");
    if (nav.scrollWidth <= nav.clientWidth) continue;
    const [tab, row] = [here.getBoundingClientRect(), nav.getBoundingClientRect()];
    nav.scrollLeft += tab.left - row.left - (row.width - tab.width) / 2;
  }
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("htmx:afterSettle", () => {
  tick();
  coverAgain();
});
// A part of the page that did not come is said, so that no press is silent. Desks with a line of their own say it there.
function fail() {
  const line = document.getElementById("page-failed");
  if (!line || document.getElementById("desk-status")) return;
  line.textContent = line.dataset.says;
  line.hidden = false;
  line.scrollIntoView({ block: "center" });
}
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) fail();
});
document.addEventListener("htmx:sendError", fail);
document.addEventListener("htmx:beforeSwap", (event) => {
  const line = document.getElementById("page-failed");
  if (line && event.detail.xhr.status < 400) line.hidden = true;
});
tick();
coverAgain();
showTab();
setInterval(tick, second);
