// The bar for decisions on many: it opens while something is chosen, and says how many.

import { say } from "./say.js";

export function watchSelection(list, bar) {
  let last = null;
  const all = bar.querySelector("input[name=all]");
  const update = () => {
    const chosen = list.querySelectorAll("input[name=id]:checked").length;
    bar.classList.toggle("open", chosen > 0 || all.checked);
    bar.dataset.chosen = chosen;
    document.getElementById("chosen").textContent = all.checked ? "" : say("chosen", { count: chosen });
  };
  list.addEventListener("click", (event) => {
    const box = event.target.closest("input[name=id]");
    if (!box) return;
    const boxes = [...list.querySelectorAll("input[name=id]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
    update();
  });
  all.addEventListener("change", update);
  new MutationObserver(update).observe(list, { childList: true });
}
