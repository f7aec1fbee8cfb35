// What the phone's own parts give: where it is, a picture with its fingerprint, the code on a card, a signature.
const PATIENCE = 6000;
const BIG = 5_000_000;
const SIDE = 2000;

export function place() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ longitude: coords.longitude, latitude: coords.latitude, accuracy: coords.accuracy ?? 0 }),
      () => resolve(null),
      { enableHighAccuracy: true, maximumAge: 15000, timeout: PATIENCE },
    );
  });
}
async function digest(bytes) {
  const sum = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(sum)].map((one) => one.toString(16).padStart(2, "0")).join("");
}
async function asPng(canvas, type, quality) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, quality));
  return blob.arrayBuffer();
}
// A picture of a usual size goes as the camera made it, with the camera's own time; a huge one is made smaller.
export async function picture(file) {
  let bytes = await file.arrayBuffer();
  if (file.size > BIG) {
    const image = await createImageBitmap(file);
    const share = Math.min(1, SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * share);
    canvas.height = Math.round(image.height * share);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    bytes = await asPng(canvas, "image/jpeg", 0.85);
  }
  return { bytes, digest: await digest(bytes), file_at: new Date(file.lastModified).toISOString() };
}
export async function codeIn(file) {
  if (!("BarcodeDetector" in window)) return "";
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
  return (found[0]?.rawValue ?? "").split("/").filter(Boolean).pop() ?? "";
}
export function signing(canvas) {
  const pen = canvas.getContext("2d");
  let strokes = 0;
  let last = null;
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    strokes = 0;
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = at(event);
    pen.strokeStyle = "#111";
    pen.lineWidth = 5;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...now);
    pen.stroke();
    last = now;
    strokes += 1;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (last = null));
  clear();
  return {
    clear,
    isEmpty: () => strokes < 3,
    take: async () => {
      const bytes = await asPng(canvas, "image/png");
      return { bytes, digest: await digest(bytes) };
    },
  };
}
