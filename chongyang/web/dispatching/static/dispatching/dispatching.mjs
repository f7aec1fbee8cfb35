// A visit is dragged to another time or carer: the place where it falls fills a form, the server judges.
const chart = document.querySelector(".gantt");
const form = document.querySelector("#drag-form");
let held = null;

function clockAt(grid, x) {
  const box = grid.getBoundingClientRect();
  const columns = 84;
  const part = Math.min(Math.max((x - box.left) / box.width, 0), 1);
  const minutes = Number(chart.dataset.first) * 60 + Math.round(part * columns) * Number(chart.dataset.step);
  const pad = (n) => String(n).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function drop(event) {
  const grid = event.target.closest(".lane-grid");
  if (!held || !grid) return;
  event.preventDefault();
  form.action = held.move;
  form.elements.carer.value = grid.dataset.carer;
  form.elements.starts.value = clockAt(grid, event.clientX - held.offset);
  form.submit();
}

if (chart && form) {
  chart.addEventListener("dragstart", (event) => {
    const bar = event.target.closest("[data-move]");
    if (!bar) return;
    held = { move: bar.dataset.move, offset: event.clientX - bar.getBoundingClientRect().left };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    chart.classList.add("is-moving");
  });
  chart.addEventListener("dragover", (event) => {
    if (held && event.target.closest(".lane-grid")) event.preventDefault();
  });
  chart.addEventListener("drop", drop);
  chart.addEventListener("dragend", () => {
    held = null;
    chart.classList.remove("is-moving");
  });
}

// Planning lasts some seconds: the page says so, and the button is pressed once.
for (const slow of document.querySelectorAll("form[data-busy]")) {
  slow.addEventListener("submit", () => {
    for (const button of document.querySelectorAll("form[data-busy] button")) button.disabled = true;
    const words = document.querySelector(".busy-words");
    if (words) words.hidden = false;
  });
}
