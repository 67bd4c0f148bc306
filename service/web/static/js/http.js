// How the desk's script speaks to the server.

export const HEADERS = {
  "X-Requested-With": "desk",
  "X-CSRF-Token": document.querySelector("meta[name=csrf]")?.content ?? "",
};

// What the page looks for by itself is no sign that somebody sits there: it does not keep a session alive.
export const BACKGROUND = { ...HEADERS, "X-Background": "1" };

export async function post(address, fields, options = {}) {
  return fetch(address, { method: "POST", headers: HEADERS, body: new URLSearchParams(fields), ...options });
}
