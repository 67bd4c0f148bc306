// Single keys, where nothing is being typed and no dialog is open.

export function listenToKeys(actions, { withModifier = false } = {}) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey !== withModifier) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open], [contenteditable]")) return;
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.repeat && event.key !== "j" && event.key !== "k")) return;
    event.preventDefault();
    act();
  });
}
