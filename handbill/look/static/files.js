/* Comfort for forms with files. Without it they are sent with the form, and parts are chosen by a grid. Words come from the page. */
"use strict";

const WHOLE = 10_000; // the width and the height of a picture, as parts of it count
const DRAG = 6; // pixels that a hand may tremble when it means to press
const TRIES = 20; // times that a busy site is asked again, each after as long as it says

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
const told = (row, words, name = "help") => {
  let line = row.querySelector("[data-told]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.told = "";
    row.querySelector("input").after(line);
  }
  line.className = name;
  line.setAttribute("role", name === "error" ? "alert" : "status");
  line.textContent = words;
};

// Parts of a picture are drawn over it; what was drawn is a button that takes it away.
function draws(grid) {
  const shown = (part, x, y, width, height) => {
    for (const [side, share] of Object.entries({ left: x, top: y, width, height })) part.style[side] = `${(100 * share) / WHOLE}%`;
  };
  const kept = (field) => {
    const part = document.createElement("button");
    part.type = "button";
    part.className = "drawn";
    part.setAttribute("aria-label", grid.dataset.drawn);
    shown(part, ...field.value.split(":")[1].split(",").map(Number));
    part.addEventListener("click", () => { field.remove(); part.remove(); });
    grid.append(part);
  };
  grid.classList.add("draws");
  grid.querySelectorAll("input[type=hidden]").forEach(kept);
  grid.closest(".hiding").querySelector("[data-drawing]").hidden = false;
  let from = null;
  let drawn = null;
  const place = (event) => {
    const all = grid.querySelector("img").getBoundingClientRect();
    const share = (at, start, size) => Math.round(Math.max(0, Math.min(1, (at - start) / size)) * WHOLE);
    return [share(event.clientX, all.left, all.width), share(event.clientY, all.top, all.height)];
  };
  const area = (event) => {
    const [[x, y], [a, b]] = [place(from), place(event)];
    return [Math.min(x, a), Math.min(y, b), Math.abs(x - a), Math.abs(y - b)];
  };
  grid.addEventListener("pointerdown", (event) => {
    from = event.isPrimary && event.button === 0 && !event.target.matches(".drawn") ? event : null;
  });
  grid.addEventListener("pointermove", (event) => {
    if (!from || !event.isPrimary) return;
    if (!drawn && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > DRAG) {
      grid.setPointerCapture(event.pointerId);
      drawn = document.createElement("div");
      drawn.className = "drawn";
      grid.append(drawn);
    }
    if (drawn) shown(drawn, ...area(event));
  });
  const end = (event) => {
    const [x, y, width, height] = drawn && event.type === "pointerup" ? area(event) : [0, 0, 0, 0];
    drawn?.remove();
    if (width && height) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "parts", value: `${grid.dataset.of}:${x},${y},${width},${height}` });
      grid.append(field);
      kept(field);
      grid.addEventListener("click", (press) => press.preventDefault(), { capture: true, once: true }); // it is no press on a cell
    }
    from = drawn = null;
  };
  grid.addEventListener("dragstart", (event) => event.preventDefault());
  grid.addEventListener("pointerup", end);
  grid.addEventListener("pointercancel", end);
}

// What is chosen is counted against what the site takes, before it is sent.
function counts(files) {
  const { most, large, words } = { most: Number(files.dataset.most), large: Number(files.dataset.megabytes), words: files.dataset };
  const fields = [...files.querySelectorAll("input[type=file][name=media]")];
  const sum = document.createElement("p");
  sum.className = "help";
  sum.setAttribute("role", "status");
  sum.dataset.chosen = "";
  files.querySelector(".new")?.before(sum);
  const count = () => {
    const chosen = fields.flatMap((field) => [...field.files]);
    const here = files.querySelectorAll(".kept").length - files.querySelectorAll("[name=kept_drop]:checked").length;
    const bytes = chosen.reduce((all, file) => all + file.size, 0);
    sum.textContent = chosen.length ? filled(words.sum, { files: here + chosen.length, megabytes: megabytes(bytes) }) : "";
    let room = true; // for one more row
    for (const field of fields) {
      const wrong = !field.files.length ? "" : here + chosen.length > most ? words.many : bytes > large * 1e6 ? words.large : "";
      field.setCustomValidity(wrong);
      const row = field.closest(".new");
      row.hidden = !field.files.length && !room;
      room &&= field.files.length > 0;
      told(row, wrong, wrong ? "error" : "help");
    }
  };
  files.addEventListener("change", count);
  files.counted = count;
  count();
}

// Each file is sent by itself and waits in the form; what arrived is not sent again when the line breaks.
function send(form, files, field, row) {
  const data = new FormData();
  let at = 0;
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File && name === "media") {
      if (files.querySelectorAll("input[type=file][name=media]")[at++] === field) data.append(name, value);
    } else if (name !== "parts") data.append(name, value);
  }
  data.set("action", "preview");
  const bar = row.querySelector("progress") ?? document.createElement("progress");
  row.querySelector("[data-told]").after(bar);
  return new Promise((done) => {
    const asked = new XMLHttpRequest();
    asked.upload.addEventListener("progress", (event) => {
      Object.assign(bar, { max: event.total, value: event.loaded });
      const ended = event.loaded === event.total;
      if (ended) bar.removeAttribute("value");
      told(row, ended ? files.dataset.reading : filled(files.dataset.sending, { sent: megabytes(event.loaded), all: megabytes(event.total) }));
    });
    asked.addEventListener("loadend", () => { bar.remove(); done(asked); });
    asked.open("POST", form.getAttribute("action")); // `form.action` is its buttons
    asked.send(data);
  });
}

// Take over what the answer says of the file; give what is wrong, in its words.
function taken(form, files, asked, row, field) {
  const page = new DOMParser().parseFromString(asked.responseText, "text/html");
  const theirs = page.getElementById(files.id);
  const line = (at) => page.querySelector(at)?.textContent.trim();
  if (!theirs) return (asked.status && (line("main p") || line("p") || line("h1"))) || files.dataset.broken;
  form.setAttribute("action", theirs.closest("form").getAttribute("action"));
  form.elements.token.value = theirs.closest("form").elements.token.value;
  const secret = theirs.querySelector("[name=kept]");
  if (secret && !files.querySelector("[name=kept]")) files.prepend(document.importNode(secret));
  const here = new Set([...files.querySelectorAll("[name=kept_file]")].map((it) => it.value));
  const fresh = [...theirs.querySelectorAll(".kept")].filter((it) => !here.has(it.querySelector("[name=kept_file]").value));
  for (const it of fresh) {
    const made = document.importNode(it, true);
    files.querySelector("[data-chosen]").before(made);
    made.querySelectorAll(".grid").forEach(draws);
  }
  if (!fresh.length) return theirs.querySelector(".error")?.textContent.trim() || line(".errors strong") || files.dataset.broken;
  field.value = "";
  for (const text of row.querySelectorAll("input")) text.value = "";
  return "";
}

async function sends(form, files, submitter) {
  for (const field of files.querySelectorAll("input[type=file][name=media]")) {
    if (!field.files.length) continue;
    const row = field.closest(".new");
    row.scrollIntoView({ block: "nearest" });
    told(row, files.dataset.reading);
    let asked = await send(form, files, field, row);
    for (let tries = 0; tries < TRIES && asked.getResponseHeader("Retry-After"); tries += 1) {
      told(row, files.dataset.busy);
      await new Promise((later) => { setTimeout(later, 1000 * Number(asked.getResponseHeader("Retry-After"))); });
      asked = await send(form, files, field, row);
    }
    const wrong = taken(form, files, asked, row, field);
    files.counted();
    if (wrong) {
      told(row, wrong, "error");
      field.focus();
      return;
    }
  }
  form.requestSubmit(submitter);
}

document.querySelectorAll(".grid").forEach(draws);
for (const files of document.querySelectorAll("fieldset[data-most]")) {
  const form = files.form;
  counts(files);
  form.addEventListener("submit", async (event) => {
    if (![...files.querySelectorAll("input[type=file][name=media]")].some((field) => field.files.length)) return;
    event.preventDefault();
    event.stopPropagation(); // the text is not sent yet
    if (form.ariaBusy) return;
    form.ariaBusy = "true";
    await sends(form, files, event.submitter);
    form.ariaBusy = null;
  });
}
