// The responder's page follows its tasks: a page whose task moved on is loaded again; the title says what is new.
const journey = document.getElementById("journey");
const tasks = document.getElementById("tasks");
const title = document.title;

function stateOf(id) {
  const states = document.getElementById("tasks-state")?.dataset.states ?? "";
  return states.split(" ").find((pair) => pair.startsWith(`${id}=`))?.split("=")[1];
}
function follow() {
  const open = document.getElementById("tasks-state");
  if (!open) return;
  const offers = open.dataset.offers.length;
  document.title = offers && tasks.dataset.title ? `（${offers}）${tasks.dataset.title} · ${title}` : title;
  if (!journey) return;
  const held = journey.dataset.state;
  const is = stateOf(journey.dataset.dispatch);
  const wasOpen = ["offered", "accepted", "en_route", "arrived"].includes(held);
  if (wasOpen && is !== held && !document.querySelector("form[data-sent]")) location.reload();
}
document.addEventListener("htmx:afterSettle", follow);

// A form goes out once.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => delete event.target.dataset.sent, 5000);
});
