// Texts of files are only ever inserted as text nodes.
const $ = (id) => document.getElementById(id);
let data, state, wasKept = false;

function make(tag, properties = {}, ...children) {
  const { data: attributes = {}, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

async function unpack() {
  const bytes = Uint8Array.from(atob($("data").textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

const newest = () => data.ends.at(-1);
const questions = () => newest().questions;

// ---- projects ----

// The entry of a table for these answers; a question that is not answered has its default.
function look(end, [kept, table], answers) {
  let index = 0;
  for (const number of kept) {
    const { key, answers: known } = end.questions[number];
    const chosen = known.findIndex(([value]) => value === answers[key]);
    index = index * known.length + Math.max(0, chosen);
  }
  return table[index];
}

function project(end, answers) {
  const files = new Map();
  for (const [path, [table]] of Object.entries(end.files)) {
    const content = look(end, table, answers);
    if (content >= 0) files.set(path, content);
  }
  return files;
}

function base() {
  if (state.from === null) return null;
  return state.from === "since"
    ? project(data.ends[0], state.answers)
    : project(newest(), parseAnswers(state.from));
}

// ---- the address ----

const defaults = () => Object.fromEntries(questions().map((q) => [q.key, q.answers[0][0]]));

function parseAnswers(text) {
  const answers = defaults();
  for (const pair of text.split(",")) {
    const [key, value] = pair.split(":");
    if (key in answers) answers[key] = value;
  }
  return answers;
}

const writeAnswers = (answers) => questions().map((q) => `${q.key}:${answers[q.key]}`).join(",");

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  const answers = defaults();
  for (const { key, answers: known } of questions()) {
    if (known.some(([value]) => value === given.get(key))) answers[key] = given.get(key);
  }
  let from = given.get("from");
  if (from === "since" && data.ends.length < 2) from = null;
  return {
    answers, from, file: given.get("file"), source: given.get("source"),
    line: Number(given.get("line")), view: given.get("view") ?? "sides",
  };
}

function address(changes) {
  const next = { ...state, line: 0, source: null, ...changes };
  const parts = new URLSearchParams(next.answers);
  for (const key of ["file", "from", "source", "line"]) if (next[key]) parts.set(key, next[key]);
  if (next.view !== "sides") parts.set("view", next.view);
  return `#${parts}`;
}

function go(changes) {
  location.hash = address(changes);
}

// ---- answers and command ----

function showQuestions() {
  for (const { key, prompt, answers } of questions()) {
    const set = make("fieldset", {}, make("legend", { textContent: prompt }));
    for (const [value, label] of answers) {
      const radio = make("input", { type: "radio", name: key, value });
      radio.addEventListener("change", () => choose(key, value));
      set.append(make("label", {}, radio, ` ${label}`));
    }
    $("answers").append(set);
  }
}

function choose(key, value) {
  const from = wasKept || state.from === "since" ? state.from : writeAnswers(state.answers);
  go({ answers: { ...state.answers, [key]: value }, from });
}

function command() {
  const given = Object.entries(state.answers).map((pair) => pair.join("="));
  const folder = data.template === "." ? " --output-dir .." : "";
  return `uvx cookiecutter ${data.template}${folder} --no-input ${given.join(" ")}`;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(command());
    $("copy").textContent = "Copied";
  } catch {
    getSelection().selectAllChildren($("command"));
    $("copy").textContent = "Selected: press Ctrl+C";
  }
}

// ---- files ----

function changes(before, after) {
  const found = new Map();
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    if (!before.has(path)) found.set(path, "new");
    else if (!after.has(path)) found.set(path, "gone");
    else if (before.get(path) !== after.get(path)) found.set(path, "changed");
  }
  return found;
}

function showTree(after, found) {
  const only = $("only").checked && state.from !== null;
  const paths = [...new Set([...after.keys(), ...found.keys()])].sort();
  const root = { folders: new Map(), files: [] };
  for (const path of paths.filter((each) => !only || found.has(each))) {
    let folder = root;
    for (const name of path.split("/").slice(0, -1)) {
      if (!folder.folders.has(name)) folder.folders.set(name, { folders: new Map(), files: [] });
      folder = folder.folders.get(name);
    }
    folder.files.push(path);
  }
  $("changed").replaceChildren(...[...found].map(([path, change]) => make(
    "li", {}, make("a", { href: address({ file: path }), textContent: path }),
    make("span", { className: `badge ${change}`, textContent: change }),
  )));
  $("tree").replaceChildren(folderList(root, after, found));
  $("count").textContent = `${after.size} files, ${size([...after.values()].reduce((sum, n) => sum + bytes(n), 0))}`;
}

function folderList(folder, after, found) {
  const list = make("ul");
  for (const [name, inner] of folder.folders) {
    const details = make("details", { open: true }, make("summary", { textContent: `${name}/` }));
    details.append(folderList(inner, after, found));
    list.append(make("li", {}, details));
  }
  for (const path of folder.files) list.append(fileItem(path, after, found.get(path)));
  return list;
}

function fileItem(path, after, change) {
  const link = make("a", { href: address({ file: path }), textContent: path.split("/").at(-1) });
  if (path === state.file && !state.source) link.setAttribute("aria-current", "page");
  const item = make("li", {}, link);
  if (after.has(path)) item.append(make("span", { className: "size", textContent: size(bytes(after.get(path))) }));
  if (change) item.append(make("span", { className: `badge ${change}`, textContent: change }));
  return item;
}

const bytes = (content) => new TextEncoder().encode(data.texts[content]).length;
const size = (count) => (count < 1000 ? `${count} B` : `${(count / 1000).toFixed(1)} kB`);

function showStatus(found) {
  const count = (kind) => [...found.values()].filter((each) => each === kind).length;
  if (state.from === null) {
    $("base").textContent = "Switch an answer to see what it changes.";
    $("status").textContent = "";
    return;
  }
  const before = state.from === "since" ? state.answers : parseAnswers(state.from);
  const differing = Object.keys(before).filter((key) => before[key] !== state.answers[key]);
  const words = state.from === "since"
    ? `since ${data.ends[0].label}`
    : differing.map((key) => `${key}: ${before[key]} → ${state.answers[key]}`).join(", ") || "the same answers";
  $("base").textContent = `Changes, ${words}`;
  $("status").textContent = `${words}: ${count("new")} files come, ${count("gone")} go, ${count("changed")} change.`;
}

// ---- search ----

function mentions(number) {
  return number === 1 ? "1 file mentions it." : `${number} files mention it.`;
}

function search(after) {
  const wanted = $("search").value.toLowerCase();
  const hits = [];
  if (wanted) {
    for (const [path, content] of after) {
      const lines = data.texts[content].split("\n");
      const numbers = lines.flatMap((line, n) => (line.toLowerCase().includes(wanted) ? [n] : []));
      if (numbers.length || path.toLowerCase().includes(wanted)) hits.push([path, numbers]);
    }
  }
  $("found").textContent = wanted ? mentions(hits.length) : "";
  $("hits").replaceChildren(...hits.map(([path, numbers]) => {
    const line = (numbers[0] ?? 0) + 1;
    const link = make("a", { href: address({ file: path, from: null, line }), textContent: path });
    return make("li", {}, link, " ", make("span", { className: "size", textContent: numbers.length === 1 ? "1 line" : `${numbers.length} lines` }));
  }));
}

// ---- the file ----

// The lines of a content, each as nodes with their colours.
function colouredLines(content) {
  const lines = [[]];
  const add = (kind, text) => text.split("\n").forEach((part, n) => {
    if (n) lines.push([]);
    if (part) lines.at(-1).push(kind === "p" ? part : make("span", { className: kind, textContent: part }));
  });
  const text = data.texts[content];
  let at = 0;
  for (const [, kind, length] of data.runs[content].matchAll(/([A-Z])([0-9a-z]+)/g)) {
    const end = at + parseInt(length, 36);
    add(kind.toLowerCase(), text.slice(at, end));
    at = end;
  }
  add("p", text.slice(at));
  if (text.endsWith("\n")) lines.pop();
  return lines;
}

function plainLines(content) {
  if (content === undefined) return [];
  const lines = data.texts[content].split("\n");
  if (lines.at(-1) === "") lines.pop();
  else lines[lines.length - 1] += " (no line break at the end)";
  if (data.executable.includes(content)) lines.push("(executable)");
  return lines;
}

const number = (n) => make("td", { className: "number", data: { "data-n": n } });

function showText(content) {
  const body = make("tbody");
  colouredLines(content).forEach((nodes, n) => {
    const row = make("tr", {}, number(n + 1), make("td", {}, ...nodes));
    if (n + 1 === state.line) row.className = "target";
    body.append(row);
  });
  return make("div", { className: "scroll" }, make("table", { className: "code" }, body));
}

function showDiff(before, after) {
  const old = before === undefined ? [] : colouredLines(before);
  const now = after === undefined ? [] : colouredLines(after);
  const [oldText, newText] = [plainLines(before), plainLines(after)];
  const sides = state.view === "sides" && innerWidth > 700;
  const cell = (lines, texts, n, sign) => make(
    "td", { className: { "+": "added", "-": "removed" }[sign] ?? "" },
    ...(sides ? [] : [`${sign} `]), ...(lines[n] ?? [texts[n] ?? ""]).map((each) => each.cloneNode?.(true) ?? each),
  );
  const draw = sides ? sideRows : unifiedRows;
  const table = make("table", { className: sides ? "code sides" : "code" });
  for (const part of hunks(lineDiff(oldText, newText))) {
    const body = make("tbody");
    const fill = () => body.replaceChildren(...draw(part.rows, (n, sign) => cell(old, oldText, n, sign), (n, sign) => cell(now, newText, n, sign)));
    if (part.shown) fill();
    else {
      const more = make("button", { type: "button", textContent: `Show ${part.rows.length} equal lines` });
      more.addEventListener("click", fill);
      body.append(make("tr", { className: "fold" }, make("td", { colSpan: sides ? 4 : 3 }, more)));
    }
    table.append(body);
  }
  return make("div", { className: "scroll" }, table);
}

function unifiedRows(rows, before, after) {
  return rows.map(([sign, i, j]) => make(
    "tr", {}, number(sign === "+" ? "" : i + 1), number(sign === "-" ? "" : j + 1),
    sign === "-" ? before(i, sign) : after(j, sign),
  ));
}

function sideRows(rows, before, after) {
  const drawn = [];
  let removed = [], added = [];
  const flush = () => {
    for (let n = 0; n < Math.max(removed.length, added.length); n++) {
      const [i, j] = [removed[n], added[n]];
      drawn.push(make(
        "tr", {},
        ...(i === undefined ? [number(""), make("td")] : [number(i + 1), before(i, "-")]),
        ...(j === undefined ? [number(""), make("td")] : [number(j + 1), after(j, "+")]),
      ));
    }
    removed = [];
    added = [];
  };
  for (const [sign, i, j] of rows) {
    if (sign === "-") removed.push(i);
    else if (sign === "+") added.push(j);
    else {
      flush();
      drawn.push(make("tr", {}, number(i + 1), before(i, " "), number(j + 1), after(j, " ")));
    }
  }
  flush();
  return drawn;
}

function why(end, path, answers) {
  const [name, content] = end.sources[look(end, end.files[path][1], answers)] ?? [];
  if (name === undefined) return make("p", { textContent: "The template has no file for it." });
  const tags = [...name.matchAll(/@([a-z0-9_]+)/g)].map((match) => match[1]);
  const depends = end.files[path][0][0].map((n) => end.questions[n].key);
  const box = make("details", { className: "why", open: true }, make("summary", { textContent: "Why it is here, and as it is" }));
  const list = make("ul");
  const link = (line, text) => make("a", { href: address({ source: name, line }), textContent: text });
  list.append(make("li", {}, "Template: ", link(0, name)));
  list.append(make("li", { textContent: tags.length ? `Only with the tags: ${tags.join(", ")}` : "No tags in its name: it is in each project." }));
  list.append(make("li", { textContent: depends.length ? `Its content depends on: ${depends.join(", ")}` : "It is the same in all projects." }));
  data.texts[content].split("\n").forEach((line, n) => {
    if (/# \{%|\{\{/.test(line)) list.append(make("li", {}, link(n + 1, `line ${n + 1}`), " ", make("code", { textContent: line.trim() })));
  });
  box.append(list);
  return box;
}

function viewButtons() {
  const one = (view, label) => {
    const button = make("button", { type: "button", textContent: label, data: { "aria-pressed": state.view === view } });
    button.addEventListener("click", () => go({ view }));
    return button;
  };
  return make("p", {}, one("sides", "Side by side"), " ", one("unified", "Unified"));
}

function showFile(before, after) {
  const view = $("view");
  const title = (text) => make("h2", { textContent: text });
  if (state.source) {
    const [, content] = newest().sources.find(([name]) => name === state.source) ?? [];
    view.replaceChildren(title(`Template: ${state.source}`), content === undefined ? "There is no such file." : showText(content));
  } else if (!state.file) {
    view.replaceChildren(title("Choose a file"), "The files of the project are listed on this page.");
  } else {
    const [old, now] = [before?.get(state.file), after.get(state.file)];
    const parts = [title(state.file)];
    if (old === undefined && now === undefined) parts.push("This project has no such file.");
    else if (now !== undefined) parts.push(why(newest(), state.file, state.answers));
    if (before && old !== now) parts.push(viewButtons(), showDiff(old, now));
    else if (now !== undefined) parts.push(showText(now));
    view.replaceChildren(...parts);
  }
  view.querySelector(".target")?.scrollIntoView({ block: "center" });
}

// ---- all ----

function show() {
  const last = state;
  state = readState();
  const after = project(newest(), state.answers);
  const before = base();
  const found = before ? changes(before, after) : new Map();
  for (const [key, value] of Object.entries(state.answers)) $("answers").elements[key].value = value;
  $("command").textContent = command();
  $("copy").textContent = "Copy";
  $("pin").disabled = $("stop").disabled = state.from === null;
  $("pin").setAttribute("aria-pressed", wasKept);
  showStatus(found);
  showTree(after, found);
  search(after);
  showFile(before, after);
  const isOther = last && (last.file !== state.file || last.source !== state.source);
  if (isOther) $("view").focus({ preventScroll: innerWidth > 700 || state.line > 0 });
}

async function start() {
  data = await unpack();
  showQuestions();
  $("copy").addEventListener("click", copy);
  $("pin").addEventListener("click", () => { wasKept = !wasKept; show(); });
  $("stop").addEventListener("click", () => { wasKept = false; go({ from: null }); });
  $("only").addEventListener("change", show);
  $("search").addEventListener("input", () => search(project(newest(), state.answers)));
  if (data.ends.length > 1) {
    $("since").hidden = false;
    $("since").textContent = `Compare with ${data.ends[0].label}`;
    $("since").addEventListener("click", () => go({ from: "since" }));
  }
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); $("view").focus(); });
  addEventListener("hashchange", show);
  show();
  document.documentElement.dataset.ready = "";
}

start();
