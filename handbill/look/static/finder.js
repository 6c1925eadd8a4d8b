/* The search of a finished site: it asks an index of small files, and works from a server, a bucket or a folder. Words come from the page. */
"use strict";

const form = document.getElementById("finder");
const found = document.getElementById("found");
const further = document.getElementById("further");
const SHOWN = 20; // results at one time
const MOST = 60; // parts that one look may load; then the reader is asked whether to go on
const ALIKE = 100; // words that a * may stand for
const PARTS = 4; // parts in which they are looked for

// Parts are scripts, because a page that was opened from a folder may load nothing else. Each calls this with its name.
const waiting = new Map();
const parts = new Map();
let loaded = 0;
const base = new URL(form.dataset.top, location.href);
let top_ = null;

globalThis.handbill = (name, data) => waiting.get(name)?.(data);

function part(name) {
  if (!parts.has(name)) {
    loaded += 1;
    parts.set(name, new Promise((done, failed) => {
      const [kind, number] = name.split("/");
      const place = number === undefined ? `${kind}.js` : `${kind}/${Math.floor(number / top_.folder)}/${number}.js`;
      const script = document.createElement("script");
      const end = (how, what) => { waiting.delete(name); script.remove(); how(what); };
      waiting.set(name, (data) => end(done, data));
      script.onerror = () => { parts.delete(name); end(failed, new Error(name)); };
      script.src = new URL(place, base).href;
      document.head.append(script);
    }));
  }
  return parts.get(name);
}

// Words, as handbill/cleaning/words.py folds them.
const SPACELESS = "\\u0e00-\\u0fff\\u1000-\\u109f\\u1780-\\u17ff\\u3041-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}";
const ALONE = new RegExp(`^[${SPACELESS}]`, "u");
const WORD = new RegExp(`[${SPACELESS}]|(?:(?![${SPACELESS}])[\\p{L}\\p{N}])(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])*`, "gu");
const ACCENTS = /[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0640\u064b-\u065f\u0670]/gu;
const LETTERS = { "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss", "ς": "σ" };

function fold(word) {
  const bare = word.normalize("NFKD").toLowerCase().replace(ACCENTS, "").replace(/[øłđðþæœıßς]/gu, (it) => LETTERS[it]);
  return [...bare.normalize("NFKC").replace(/[^\p{L}\p{N}\p{M}]/gu, "")].slice(0, 64).join("");
}

const FIELDS = { title: "\ue001", by: "\ue002" };
const FILTERS = ["in", "topic", "place", "genre", "language", "kind"];

// Give what all must be found: [term, does it only begin so].
function asked(text) {
  const terms = [];
  for (const piece of text.split(/\s+/u)) {
    const [, field, rest] = /^(?:([a-z]+):)?(.*)$/u.exec(piece);
    if (FILTERS.includes(field) && rest) {
      terms.push([`\ue003${field}\ue003${rest.toLowerCase().replaceAll("-", "\ue003")}`, false]);
      continue;
    }
    const before = FIELDS[field] ?? "";
    const words = [...(before ? rest : piece).matchAll(WORD)].map((it) => ({ at: it.index, end: it.index + it[0].length, word: fold(it[0]) }));
    words.forEach((it, n) => {
      const next = words[n + 1];
      const pair = next && next.at === it.end && ALONE.test(it.word) && ALONE.test(next.word);
      if (pair) terms.push([before + it.word + next.word, false]);
      else if (it.word && !(n && ALONE.test(it.word) && ALONE.test(words[n - 1].word) && words[n - 1].end === it.at)) {
        terms.push([before + it.word, piece.endsWith("*") && n === words.length - 1]);
      }
    });
  }
  return terms;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE = new Map([...DIGITS].map((it, n) => [it, n]));

function unpacked(text, before) {
  const numbers = [];
  let value = 0, scale = 1;
  for (const sign of text) {
    const digit = VALUE.get(sign);
    value += (digit & 31) * scale;
    if (digit & 32) scale *= 32;
    else {
      before += value + 1;
      numbers.push(before);
      value = 0;
      scale = 1;
    }
  }
  return numbers;
}

// The last name in a node that is not behind the term; the first one where all are.
function last(node, term) {
  let low = 0, high = node.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (node[middle][0] <= term) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

async function leaf(term) {
  let node = top_.node;
  if (!node.length) return -1;
  for (let depth = top_.depth; depth > 0; depth -= 1) node = await part(`n/${node[last(node, term)][1]}`);
  return node[last(node, term)][1];
}

// Where a term stands: gives the first place from `from` on.
class Places {
  constructor(entry) {
    this.lists = typeof entry[2] === "string" ? null : entry[2];
    this.numbers = this.lists ? [] : unpacked(entry[2], -1);
    this.list = -1;
  }

  async from(from) {
    if (this.lists) {
      let at = Math.max(0, last(this.lists, from));
      for (; at < this.lists.length; at += 1) {
        if (at !== this.list) {
          this.numbers = unpacked(await part(`l/${this.lists[at][1]}`), this.lists[at][0] - 1);
          this.list = at;
        }
        if (this.numbers.at(-1) >= from) break;
      }
      if (at === this.lists.length) return Infinity;
    }
    let low = 0, high = this.numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.numbers[middle] < from) low = middle + 1;
      else high = middle;
    }
    return low < this.numbers.length ? this.numbers[low] : Infinity;
  }
}

class Any {
  constructor(all, cut) { this.all = all; this.cut = cut; }

  async from(from) {
    let first = Infinity;
    for (const one of this.all) first = Math.min(first, await one.from(from));
    return first;
  }
}

async function places([term, begins]) {
  const first = await leaf(term);
  const all = [];
  let cut = false; // are there more words, or may there be, than a * takes?
  for (let at = first; at >= 0 && at < top_.parts.t; at += 1) {
    if (at === first + PARTS) { cut = true; break; }
    const entries = await part(`t/${at}`);
    const alike = entries.filter(([word]) => (begins ? word.startsWith(term) : word === term));
    cut = all.length + alike.length > ALIKE;
    all.push(...alike.slice(0, ALIKE - all.length).map((entry) => new Places(entry)));
    if (cut || !begins || !entries.at(-1)[0].startsWith(term) && entries.at(-1)[0] > term) break;
  }
  return new Any(all, cut);
}

function line(told) {
  const [href, title, by, date, text, article] = told;
  const item = document.createElement("li");
  item.className = "line";
  const link = document.createElement("a");
  link.className = "head";
  link.dir = "auto";
  link.href = form.dataset.root + href;
  link.textContent = article === undefined ? title : `${found.dataset.on} ${article}${title ? `: ${title}` : ""}`;
  const meta = document.createElement("p");
  meta.className = "meta";
  const name = document.createElement("bdi");
  name.textContent = by;
  meta.append(date, by && date ? "\u00a0· " : "", name);
  const words = document.createElement("p");
  words.className = "said";
  words.dir = "auto";
  words.textContent = text;
  item.append(link, meta, words);
  return item;
}

function said(words, name) {
  const told = document.createElement("p");
  told.className = name;
  told.textContent = words;
  return told;
}

const say = (words) => found.replaceChildren(said(words, "empty"));

let going = null; // what is looked for now: what is found for an earlier question is not shown any more

// Show the next results. Each look loads so many parts at most, whatever the size of the archive.
async function look() {
  further.hidden = true;
  loaded = 0;
  const here = going, { terms, list } = here;
  let at = here.at, shown = 0, whole = false;
  while (shown < SHOWN && loaded < MOST) {
    let place = at;
    for (let same = 0; same < terms.length && place !== Infinity && loaded < MOST;) {
      const next = await terms[same].from(place);
      same = next === place ? same + 1 : next === Infinity ? terms.length : terms.length > 1 && same ? 0 : 1;
      place = next;
    }
    if (place === Infinity) { whole = true; break; }
    at = place;
    if (loaded >= MOST) break;
    const lines = await part(`d/${Math.floor(place / top_.lines)}`);
    list.append(line(lines[place % top_.lines]));
    shown += 1;
    at = place + 1;
  }
  if (here !== going) return;
  here.at = at;
  if (list.children.length) found.replaceChildren(list);
  else say(whole ? found.dataset.none : found.dataset.many);
  if (terms.some((it) => it.cut)) found.prepend(said(found.dataset.cut, "meta"));
  further.hidden = whole;
}

// Words stand in the part of the address behind the #, which no browser sends.
const kept = (text) => `#${new URLSearchParams({ q: text })}`;

async function begin() {
  const text = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  const list = document.createElement("ul");
  const here = { at: 0, list, terms: [] };
  going = here;
  form.elements.q.value = text;
  further.hidden = true;
  found.replaceChildren();
  if (!text) return;
  const wanted = asked(text);
  if (!wanted.length) { say(found.dataset.empty); return; }
  say(found.dataset.looking);
  top_ = await part("top");
  list.className = "lines";
  here.terms = await Promise.all(wanted.map(places));
  if (here === going) await look();
}

async function tried(doing) {
  const done = doing(), here = going;
  try {
    await done;
  } catch {
    if (here === going) say(found.dataset.broken);
  }
}

form.addEventListener("submit", (sent) => {
  sent.preventDefault();
  const next = kept(form.elements.q.value);
  if (next === location.hash) tried(begin);
  else location.hash = next;
});
further.addEventListener("click", () => tried(look));
addEventListener("hashchange", () => tried(begin));
const before = new URLSearchParams(location.search).get("q"); // an address of the time when the site lived
if (before !== null && !location.hash) {
  if (location.protocol === "file:") location.hash = kept(before);
  else history.replaceState(null, "", location.pathname + kept(before));
}
form.hidden = false;
tried(begin);
