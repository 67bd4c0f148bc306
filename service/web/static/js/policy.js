// The policy page: sliders beside the number fields, and a preview that follows them.

const PAUSE = 300; // milliseconds without a change before the server is asked

const form = document.querySelector("[data-policy]");
const preview = document.querySelector("[data-preview]");
const status = document.querySelector("[data-status]");
const overtaken = document.querySelector("[data-overtaken]");

let waiting = 0;
let asking = null;

for (const threshold of form.querySelectorAll("[data-threshold]")) {
  const slider = threshold.querySelector("[data-slider]");
  const number = threshold.querySelector("[data-number]");
  const marker = threshold.querySelector("[data-marker]");
  slider.hidden = false;
  slider.addEventListener("input", () => {
    number.value = String(slider.valueAsNumber).replace(".", form.dataset.decimal);
    mark(marker, number);
    refreshSoon();
  });
  number.addEventListener("input", () => {
    slider.value = Number.isNaN(read(number)) ? 1 : read(number);
    mark(marker, number);
    refreshSoon();
  });
}

form.querySelector("[data-plain]").addEventListener("input", refreshSoon);

function read(number) {
  return number.value.trim() === "" ? NaN : Number(number.value.replace(",", "."));
}

function mark(marker, number) {
  const value = read(number);
  const place = Math.min(1, Math.max(0, value)) * 50;
  marker?.setAttribute("d", Number.isNaN(value) ? "" : `M${place} 0V40`);
}

function refreshSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
}

async function refresh() {
  asking?.abort();
  asking = new AbortController();
  const asked = asking;
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("note");
  preview.setAttribute("aria-busy", "true");
  const open = [...preview.querySelectorAll("details")].map((each) => each.open);
  try {
    const answer = await fetch(`${form.action}?${fields}`, {
      headers: { "X-Requested-With": "desk" },
      signal: asked.signal,
    });
    if (answer.status === 401) location.reload();
    if (answer.ok) {
      preview.innerHTML = await answer.text();
      preview.querySelectorAll("details").forEach((each, place) => { each.open = open[place] ?? false; });
      status.textContent = "";
      status.textContent = status.dataset.updated;
    }
  } catch {
    // Cut off, or a later change asked anew: the button still asks.
  }
  if (asked === asking) preview.removeAttribute("aria-busy");
}

new EventSource("/desk/events").addEventListener("message", (event) => {
  const news = JSON.parse(event.data);
  if (news.kind === "policy" && news.site === form.dataset.site && news.by !== form.dataset.me) {
    overtaken.hidden = false;
    overtaken.textContent = overtaken.dataset.overtaken;
  }
});
