// The script's own texts, given by the server in the reader's language, and short messages with them.

const texts = JSON.parse(document.getElementById("texts").textContent);

export function say(name, facts = {}) {
  const text = (facts.count === 1 && texts[`${name}_one`]) || texts[name] || name;
  return text.replace(/\{(\w+)\}/g, (_, fact) => facts[fact] ?? "");
}

const SHOWN = 6_000; // milliseconds: long enough to read, and to take back

export function toast(text, { action, run, key, bad = false, stay = false, last = false } = {}) {
  const shown = document.createElement("div");
  shown.className = bad ? "toast bad" : "toast";
  const words = document.createElement("span");
  words.textContent = text;
  shown.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    if (key) { const hint = document.createElement("kbd"); hint.textContent = key; hint.ariaHidden = "true"; button.append(" ", hint); }
    button.onclick = () => { shown.remove(); run(); };
    shown.append(button);
  }
  const all = document.getElementById("toasts");
  if (last) { all.querySelector(".last")?.remove(); shown.classList.add("last"); } // only the last one is what its key takes back
  all.append(shown);
  while (all.children.length > 3) all.firstChild.remove();
  if (!stay) setTimeout(() => shown.remove(), SHOWN);
}
