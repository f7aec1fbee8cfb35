// Where the phone is goes with a tick, if the carrier allows it; without it the tick counts as well.
const forms = document.querySelectorAll("form[data-place]");

function fill({ coords }) {
  for (const form of forms) {
    form.elements.longitude.value = coords.longitude.toFixed(6);
    form.elements.latitude.value = coords.latitude.toFixed(6);
    form.elements.accuracy.value = Math.round(coords.accuracy);
  }
}

if (forms.length && navigator.geolocation) {
  navigator.geolocation.watchPosition(fill, () => {}, { enableHighAccuracy: true, maximumAge: 15000 });
}
