// Decisions on their way: sent in order, kept through a lost connection, a sign-in and a reload.

import { HEADERS, post } from "./http.js";

const STORE = "moderato.outbox."; // and the moderator's id: nothing is sent in another's name
const DRAFTS = "moderato.drafts.";
const ASIDE = 5_000; // milliseconds that a decision waits at most for the claim before it
const WAITS = [500, 1_000, 2_000, 5_000]; // milliseconds between tries

export class Outbox {
  #me;
  #queue;
  #drafts;
  #sending = null;
  #asides = new Map(); // id -> the claim on its way: a decision that overtook it would make it a refused one
  #state = "good";
  #on;

  constructor(me, on) {
    this.#me = me;
    this.#on = on;
    this.#queue = JSON.parse(sessionStorage.getItem(STORE + me) ?? "[]");
    this.#drafts = JSON.parse(sessionStorage.getItem(DRAFTS + me) ?? "{}");
  }

  start() {
    this.#work();
    addEventListener("online", () => this.#work());
  }

  send(entry) {
    this.#queue.push(entry);
    this.#keep();
    this.#work();
  }

  quietly(id, choice) {
    const aside = post(`/desk/comments/${id}`, { choice }, { signal: AbortSignal.timeout(ASIDE) }).then(async (answer) => {
      if (answer.status === 409 || answer.status === 404) this.#on.onRefused({ id, choice, problem: await answer.json() });
    }).catch(() => {}).finally(() => { if (this.#asides.get(id) === aside) this.#asides.delete(id); });
    this.#asides.set(id, aside);
  }

  beacon(id, choice) {
    post(`/desk/comments/${id}`, { choice }, { keepalive: true }).catch(() => {});
  }

  async now(entry) {
    await this.idle();
    try {
      const answer = await post(`/desk/undo`, entry);
      if (answer.ok) return await answer.json();
      this.#on.onRefused({ ...entry, problem: await answer.json() });
    } catch {
      this.#set("lost");
    }
    return null;
  }

  async idle() {
    while (this.#sending) await this.#sending;
  }

  heard(state) {
    if (state === "good") { this.#set("good"); this.#work(); } else this.#set(state);
  }

  signIn() {
    location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }

  draft(id) {
    return this.#drafts[id] ?? "";
  }

  keepDraft(id, text) {
    this.#drafts[id] = text;
    sessionStorage.setItem(DRAFTS + this.#me, JSON.stringify(this.#drafts));
  }

  forgetDraft(id) {
    delete this.#drafts[id];
    sessionStorage.setItem(DRAFTS + this.#me, JSON.stringify(this.#drafts));
  }

  #work() {
    this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; });
  }

  async #sendAll() {
    for (let tries = 0; this.#queue.length; ) {
      const outcome = await this.#sendOne(this.#queue[0]);
      if (outcome === "done") { this.#queue.shift(); this.#keep(); tries = 0; this.#set("good"); continue; }
      this.#set(outcome);
      if (outcome === "signed_out") return;
      await new Promise((go) => setTimeout(go, WAITS[Math.min(tries++, WAITS.length - 1)]));
    }
  }

  async #sendOne({ id, choice, note }) {
    let answer;
    await this.#asides.get(id);
    try {
      answer = await post(`/desk/comments/${id}`, { choice, note });
    } catch {
      return "lost";
    }
    if (answer.ok) { this.#on.onSettled({ id, choice, ...(await answer.json()) }); return "done"; }
    if (answer.status === 401) return "signed_out";
    if (answer.status >= 500 || answer.status === 429) return "lost";
    const problem = await answer.json().catch(() => ({ detail: String(answer.status) }));
    this.#on.onRefused({ id, choice, note, problem });
    return "done";
  }

  #keep() {
    sessionStorage.setItem(STORE + this.#me, JSON.stringify(this.#queue));
  }

  #set(state) {
    this.#state = state;
    this.#on.onState(state, this.#state === "good" ? 0 : this.#queue.length);
  }
}

export { HEADERS };
