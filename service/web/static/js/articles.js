// Comments as the server renders them: fetched before they are wanted, so that the next one is there at once.

import { HEADERS } from "./http.js";

const MOST = 60;

export class Articles {
  #query;
  #kept = new Map(); // id -> promise of an element, null where there is no such comment

  constructor(query) {
    this.#query = query;
  }

  async take(id) {
    const found = this.#kept.get(id) ?? this.#fetch(id);
    this.#kept.delete(id);
    return found;
  }

  keep(article) {
    this.#kept.set(article.dataset.id, Promise.resolve(article));
    while (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value);
  }

  drop(id) {
    this.#kept.delete(id);
  }

  prefetch(ids) {
    for (const id of ids) if (!this.#kept.has(id)) this.#kept.set(id, this.#fetch(id));
  }

  async #fetch(id) {
    try {
      const answer = await fetch(`/desk/comments/${encodeURIComponent(id)}${this.#query}`, { headers: HEADERS });
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error(answer.status);
      const read = document.createElement("template");
      read.innerHTML = await answer.text(); // rendered and escaped by the server
      return read.content.querySelector("article");
    } catch {
      this.#kept.delete(id); // another try, when it is wanted
      return lost();
    }
  }
}

function lost() {
  return document.getElementById("template-lost").content.cloneNode(true).firstElementChild;
}
