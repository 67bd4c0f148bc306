// The list of what waits. The server renders its rows; here they are walked, marked, and brought up to date.

import { BACKGROUND } from "./http.js";
import { say } from "./say.js";

const AHEAD = 12; // rows left below which more are fetched
const TRIES = 5; // looks until one counts, however much is heard meanwhile

export class Rows {
  #data;
  #filling = null;
  #refreshing = Promise.resolve();
  #heard = 0; // grows with all that is heard: a look that began before may be older than it
  #removed = new Set();

  constructor(data) {
    this.#data = data;
    this.element = document.getElementById("rows");
  }

  #row(id) {
    return id ? this.element.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
  }

  #free(row) {
    const holder = row.dataset.holder;
    return !row.classList.contains("gone") && (!holder || holder === this.#data.me);
  }

  first() {
    return this.#next(this.element.firstElementChild);
  }

  after(id) {
    const row = this.#row(id);
    const next = row ? this.#next(row.nextElementSibling) ?? this.first() : this.first();
    return next === id ? null : next;
  }

  skipped() {
    return [...this.element.querySelectorAll(".skipped")].find((row) => this.#free(row))?.dataset.id ?? null;
  }

  unskip() {
    for (const row of this.element.querySelectorAll(".skipped")) row.classList.remove("skipped");
  }

  #next(row) {
    while (row && (!this.#free(row) || row.classList.contains("skipped"))) row = row.nextElementSibling;
    return row?.dataset.id ?? null;
  }

  before(id) {
    let row = this.#row(id)?.previousElementSibling;
    while (row && row.classList.contains("gone")) row = row.previousElementSibling;
    return row?.dataset.id ?? id;
  }

  following(id, count) {
    const found = [];
    for (let next = this.after(id); next && found.length < count && !found.includes(next); next = this.after(next)) found.push(next);
    return found;
  }

  mark(id) {
    this.element.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const row = this.#row(id);
    if (!row) return;
    row.querySelector("a").setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  toggle(id) {
    const box = this.#row(id)?.querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  skip(id) {
    this.#row(id)?.classList.add("skipped");
  }

  remove(id) {
    this.#removed.add(id);
    this.#row(id)?.remove();
  }

  restore(id) {
    this.#removed.delete(id);
  }

  hold(id, holder, name) {
    this.#heard += 1;
    const row = this.#row(id);
    if (row) this.#tag(row, holder, say("held_short", { name }));
  }

  #tag(row, holder, text) {
    row.dataset.holder = holder ?? "";
    const tag = row.querySelector("[data-held]");
    tag.hidden = !holder || holder === this.#data.me;
    tag.textContent = tag.hidden ? "" : text;
  }

  waiting() {
    return document.querySelector(".tabs [aria-current] .count")?.textContent.replace(/^0$/, "") ?? "";
  }

  counts(waiting) {
    this.#heard += 1;
    for (const [queue, number] of Object.entries(waiting)) {
      const shown = document.querySelector(`.tabs [data-queue="${queue}"] .count`);
      if (shown) shown.textContent = number;
    }
  }

  refresh() { // one after the other, so that none overtakes a newer one
    return (this.#refreshing = this.#refreshing.then(() => this.#readAnew()));
  }

  async #readAnew() {
    let read, heard;
    for (let tries = 0; tries < TRIES && heard !== this.#heard; tries += 1) {
      heard = this.#heard;
      read = await this.#fetch("");
    }
    if (!read) return;
    this.counts(read.counts);
    document.getElementById("summary").textContent = read.summary;
    document.getElementById("all-label").textContent = read.all;
    let place = this.element.firstElementChild;
    for (const row of read.rows) {
      const id = row.dataset.id;
      if (this.#removed.has(id)) continue;
      const there = this.#row(id);
      if (there) { this.#tag(there, row.dataset.holder, row.querySelector("[data-held]").textContent); place = there.nextElementSibling; continue; }
      this.element.insertBefore(row, place);
    }
    this.#drop(new Set(read.rows.map((row) => row.dataset.id)), read.next);
  }

  #drop(waiting, more) {
    const shown = [...this.element.querySelectorAll(".row")];
    const end = more ? shown.findLastIndex((row) => waiting.has(row.dataset.id)) : shown.length; // beyond it nothing is known
    for (const row of shown.slice(0, end)) if (!waiting.has(row.dataset.id)) row.remove();
  }

  fill() {
    const left = this.following(this.element.querySelector("[aria-current]")?.closest(".row")?.dataset.id, AHEAD).length;
    if (left < AHEAD) this.more();
  }

  more() {
    const next = this.element.dataset.next;
    if (!next || this.#filling) return;
    this.#filling = this.#fetch(next).then((read) => {
      if (!read) return;
      this.element.dataset.next = read.next;
      if (!read.next) document.getElementById("more")?.remove();
      for (const row of read.rows) if (!this.#row(row.dataset.id) && !this.#removed.has(row.dataset.id)) this.element.append(row);
    }).finally(() => { this.#filling = null; });
  }

  async #fetch(cursor) {
    const query = new URLSearchParams(this.#data.query);
    if (cursor) query.set("cursor", cursor);
    try {
      const answer = await fetch(`/desk/queue/rows?${query}`, { headers: BACKGROUND });
      if (!answer.ok) return null;
      const page = document.createElement("template");
      page.innerHTML = await answer.text(); // rendered and escaped by the server
      const facts = page.content.querySelector("[data-counts]").dataset;
      return { rows: [...page.content.querySelectorAll(".row")], counts: JSON.parse(facts.counts), next: facts.next, summary: facts.summary, all: facts.all };
    } catch {
      return null;
    }
  }
}
