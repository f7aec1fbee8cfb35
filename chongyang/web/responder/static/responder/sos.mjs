// The phone's position, if it may be told; the call for help does not wait for it.
const form = document.getElementById("sos-form");
const place = document.getElementById("sos-place");

function keep({ coords }) {
  form.elements.longitude.value = coords.longitude.toFixed(6);
  form.elements.latitude.value = coords.latitude.toFixed(6);
  place.textContent = place.dataset.found;
}
function miss() {
  place.textContent = place.dataset.none;
}
if (navigator.geolocation) {
  navigator.geolocation.getCurrentPosition(keep, miss, { enableHighAccuracy: true, timeout: 8000, maximumAge: 30000 });
} else {
  miss();
}

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 5000);
});
