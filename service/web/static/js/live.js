// News from the server as it happens; a lost connection is shown and comes back by itself.

import { BACKGROUND } from "./http.js";

const AGAIN = 2_000; // milliseconds until a refused stream is asked for again
const GATHER = 400; // milliseconds in which news is gathered, so that a flood is one look

export class Live {
  #on;
  #timer = 0;

  constructor(on) {
    this.#on = on;
  }

  start() {
    const source = new EventSource("/desk/events");
    source.onopen = () => { this.#on.onState("good"); this.#catchUp(); };
    source.onerror = () => {
      this.#on.onState("lost");
      if (source.readyState === EventSource.CLOSED) this.#again();
    };
    source.onmessage = (event) => this.#hear(JSON.parse(event.data));
  }

  async #again() { // it was refused, and does not try again by itself
    const answer = await fetch("/desk/queue/rows", { headers: BACKGROUND }).catch(() => null);
    if (answer?.status === 401) return this.#on.onState("signed_out");
    setTimeout(() => this.start(), AGAIN);
  }

  #hear(news) {
    if (news.kind === "lost") return this.#on.onState("lost");
    if (news.kind === "back") this.#on.onState("good");
    if (news.kind === "back" || news.kind === "resync") return this.#catchUp();
    const mine = news.by === this.#on.me;
    if (news.kind === "claimed") return this.#on.onClaim(news.comment, news.by, mine ? "" : news.name);
    if (news.kind === "released") return this.#on.onClaim(news.comment, null, "");
    if (!mine && (news.kind === "decided" || news.kind === "erased" || news.kind === "escalated")) this.#on.onGone(news.comment, news.kind, news.name);
    this.#look();
  }

  #catchUp() { // with what happened while nothing was heard
    this.#on.onMissed();
    this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#on.onChange(), GATHER);
  }
}
