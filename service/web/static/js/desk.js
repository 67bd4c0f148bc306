// The queue's page: keys, decisions in the background, the next comment at once, live news.
// Everything here also works as plain links and forms; this makes it fast.

import { Articles } from "./articles.js";
import { listenToKeys } from "./keys.js";
import { Live } from "./live.js";
import { Outbox } from "./outbox.js";
import { Rows } from "./rows.js";
import { say, toast } from "./say.js";
import { watchSelection } from "./selection.js";

const board = document.getElementById("board");
const stage = document.getElementById("stage");
document.documentElement.classList.add("scripted");

const rows = new Rows(board.dataset);
const articles = new Articles(board.dataset.query);
const outbox = new Outbox(board.dataset.me, { onSettled: settled, onRefused: refused, onState: linkState });
let goal = null; // the id that is on its way to the stage, empty for the end of the queue
let onward = null; // the id that came to the stage by itself, after a decision
let decided = []; // ids this page decided, newest last: what "u" takes back

function current() {
  return stage.querySelector("article.comment");
}

async function show(id, { focus = true } = {}) {
  goal = id ?? "";
  const article = id ? await articles.take(id) : null;
  if (goal !== (id ?? "")) { if (article) articles.keep(article); return; } // another was asked for meanwhile
  if (id && !article) { const next = rows.after(id); rows.remove(id); return show(next); }
  goal = null;
  const before = current();
  if (before) articles.keep(before);
  stage.replaceChildren(article ?? nothing());
  rows.mark(id);
  board.classList.remove("listing");
  stage.scrollTop = 0;
  if (article) {
    prepare(article);
    if (focus) article.querySelector("[data-text]").focus({ preventScroll: true });
    claim(id);
  } else if (focus) stage.focus();
  articles.prefetch(rows.following(id, 6));
  rows.fill();
  history.replaceState(null, "", id ? `/desk/comments/${id}${board.dataset.query}` : `/desk/queue${board.dataset.query}`);
  title();
}

function nothing() {
  const empty = document.getElementById("template-empty").content.cloneNode(true);
  const again = empty.querySelector("[data-skipped]");
  again.hidden = !rows.skipped();
  again.onclick = () => { const first = rows.skipped(); rows.unskip(); show(first); };
  return empty;
}

const buttons = new ResizeObserver(([{ target }]) => { // messages stay above them
  document.documentElement.style.setProperty("--buttons", `${Math.ceil(innerHeight - target.getBoundingClientRect().top)}px`);
});

function prepare(article) {
  buttons.disconnect();
  const deciding = article.querySelector("[data-decide]");
  if (deciding) buttons.observe(deciding);
  const reveal = article.querySelector("[data-reveal]");
  if (reveal) { reveal.hidden = false; reveal.onclick = () => unmask(article); }
  const kept = outbox.draft(article.dataset.id);
  const note = article.querySelector("textarea[name=note]");
  if (note && kept && !note.value) note.value = kept;
}

function unmask(article) {
  article.querySelector("[data-text]").classList.toggle("masked");
}

function claim(id) {
  const leaving = goal !== null; // what is still shown has been decided, and another is on its way
  if (!leaving && current()?.dataset.status === "flagged") outbox.quietly(id, "claim");
}

function decide(choice) {
  const article = goal === null ? current() : null; // the next one has not been seen by anybody yet
  if (!article?.querySelector(`[data-choice="${CSS.escape(choice)}"]`)) return;
  const id = article.dataset.id;
  if (article.querySelector("[data-decide]").inert) return show(rows.after(id)); // gone: there is nothing to decide
  const field = article.querySelector("textarea[name=note]");
  const note = field.value.trim();
  if (choice === "note") { if (!note) return field.focus(); }
  field.value = "";
  outbox.forgetDraft(id);
  outbox.send({ id, choice, note });
  if (choice === "note") { toast(say("noted")); return refresh(id); }
  if (choice === "undo" || choice.startsWith("reverse")) return refresh(id);
  const next = rows.after(id);
  articles.drop(id);
  if (choice === "skip") rows.skip(id); else { rows.remove(id); decided.push(id); offerUndo(choice); }
  goOn(next);
}

function goOn(id) {
  onward = id;
  show(id);
}

function offerUndo(choice) {
  toast(say(`done_${choice.split(":")[0]}`), { action: say("undo"), run: undo, key: "U", last: true });
}

async function undo() {
  const id = decided.pop();
  const answer = await outbox.now({ id: id ?? "", choice: "undo_last" });
  if (!answer) return;
  for (const back of answer.ids) { rows.restore(back); articles.drop(back); }
  toast(say("undone"), { last: true });
  if (answer.ids.length) await show(answer.ids[0]);
  await rows.refresh();
}

async function refresh(id) {
  await outbox.idle();
  if (current()?.dataset.id !== id) return;
  current().remove(); // else it would be kept as it was
  articles.drop(id);
  show(id, { focus: false });
}

function settled({ id, choice, waiting }) {
  if (waiting) { rows.counts(waiting); title(); }
  if (choice === "note") articles.drop(id);
}

function refused({ id, choice, problem }) {
  if (choice === "claim") return overtaken(id, problem);
  decided = decided.filter((each) => each !== id);
  toast(problem.detail, { bad: true });
  articles.drop(id);
  rows.refresh();
}

async function overtaken(id, problem) {
  await rows.refresh(); // it knows who was first
  if (current()?.dataset.id !== id) return;
  if (onward === id) return goOn(rows.after(id)); // nobody has read it yet
  if (problem.status === 404) return gone("erased");
  if (problem.code === "not_flagged") refresh(id); // it says who decided it
}

function linkState(state, waiting) {
  const shown = document.getElementById("link-state");
  shown.hidden = state === "good" && !waiting;
  shown.classList.toggle("lost", state !== "good");
  shown.textContent = state === "signed_out" ? say("signed_out") : state === "lost" ? say("lost", { count: waiting }) : say("sending", { count: waiting });
  if (state === "signed_out") toast(say("signed_out_detail"), { bad: true, action: say("sign_in"), run: () => outbox.signIn(), stay: true });
}

function title() {
  const waiting = rows.waiting();
  document.title = document.title.replace(/^\([\d.,]+\) /, "");
  if (waiting) document.title = `(${waiting}) ${document.title}`;
}

// ---------------------------------------------------------------- events

stage.addEventListener("submit", (event) => {
  const choice = event.submitter?.value;
  if (!event.target.matches("[data-decide]") || !choice) return;
  event.preventDefault();
  decide(choice);
});
stage.addEventListener("input", (event) => {
  if (event.target.name === "note") outbox.keepDraft(current().dataset.id, event.target.value);
});
rows.element.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(link.closest(".row").dataset.id);
});
stage.addEventListener("keydown", (event) => {
  if (event.target.name === "note" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) decide("note");
  if (event.target.name === "note" && event.key === "Escape") current().querySelector("[data-text]").focus();
});
document.getElementById("to-list").onclick = () => actions.l();
document.getElementById("more")?.addEventListener("click", (event) => { event.preventDefault(); rows.more(); });
watchSelection(rows.element, document.getElementById("bulk"));

const actions = {
  a: () => decide("approve"),
  r: () => decide(current()?.querySelector("[data-decide]").dataset.nearest ?? ""),
  s: () => decide("skip"),
  e: () => decide(current()?.querySelector('[data-choice="hand_back"]') ? "hand_back" : "escalate"),
  n: () => current()?.querySelector("textarea[name=note]").focus(),
  u: undo,
  z: undo,
  j: () => show(rows.after(goal || current()?.dataset.id)),
  k: () => show(rows.before(goal || current()?.dataset.id)),
  x: () => rows.toggle(current()?.dataset.id),
  m: () => current() && unmask(current()),
  l: () => board.classList.toggle("listing"),
  "/": () => { document.querySelector(".filters").open = true; document.getElementById("q").focus(); },
  "?": () => document.getElementById("keys").showModal(),
};
for (let digit = 1; digit <= 9; digit += 1) {
  actions[digit] = () => decide(current()?.querySelectorAll('[data-choice^="reject:"]')[digit - 1]?.value ?? "");
}
if (board.dataset.shortcuts === "on") listenToKeys(actions);
else listenToKeys({ "?": actions["?"] }, { withModifier: true });

const live = new Live({
  me: board.dataset.me,
  onChange: async () => { await rows.refresh(); title(); articles.prefetch(rows.following(current()?.dataset.id, 6)); if (!current()) show(rows.first(), { focus: false }); },
  onClaim: (id, holder, name) => { rows.hold(id, holder, name); if (current()?.dataset.id === id) held(name); },
  onGone: (id, kind, name) => { rows.remove(id); articles.drop(id); if (current()?.dataset.id === id) gone(kind, name); title(); },
  onMissed: () => { if (current()) claim(current().dataset.id); },
  onState: (state) => outbox.heard(state),
});
live.start();

function held(name) {
  const shown = current().querySelector("[data-held]");
  shown.hidden = !name;
  shown.textContent = name ? say("held", { name }) : "";
}

function gone(kind, name) {
  const deciding = current().querySelector("[data-decide]");
  if (deciding.inert) return; // it has been said
  const notice = document.createElement("p");
  notice.className = "notice warn";
  notice.setAttribute("role", "alert");
  notice.textContent = say(`gone_${kind}`, { name });
  current().querySelector("header").append(notice);
  deciding.inert = true;
}

const RENEW = 60_000; // milliseconds between two looks; a claim lasts some minutes
const PRESENT = 240_000; // milliseconds after the last key or click in which somebody is taken to sit here
let touched = Date.now();
for (const sign of ["keydown", "pointerdown", "wheel"]) addEventListener(sign, () => { touched = Date.now(); }, { passive: true });
setInterval(() => {
  if (document.hidden) return;
  if (current() && Date.now() - touched < PRESENT) claim(current().dataset.id);
  rows.refresh();
}, RENEW);
addEventListener("pagehide", () => { if (current()) outbox.beacon(current().dataset.id, "release"); });

if (current()) { prepare(current()); claim(current().dataset.id); current().querySelector("[data-text]").focus({ preventScroll: true }); }
articles.prefetch(rows.following(current()?.dataset.id, 6));
outbox.start();
title();
