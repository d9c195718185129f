// The admin page: asks the node once a second and shows what it says. All that came from a peer is put in by textContent.

import {Chart} from "./chart.js";

const PERIOD = 1000;
const PATIENCE = 5000;
const RATE_POINTS = 5;

const byId = id => document.getElementById(id);
const chart = new Chart(byId("chart"));

function show(id, text, className) {
  const element = byId(id);
  if (element.textContent !== text) {
    element.textContent = text;
  }
  if (className !== undefined && element.className !== className) {
    element.className = className;
  }
}

function bytes(count) {
  let unit = 0;
  let value = count;
  while (value >= 1023.5 && unit < 5) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${["B", "KiB", "MiB", "GiB", "TiB", "PiB"][unit]}`;
}

const rate = count => `${bytes(count)}/s`;

function seconds(count) {
  const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = parts.findIndex(([size]) => count >= size);
  if (first < 0) {
    return "0 s";
  }
  let left = count;
  return parts.slice(first, first + 2).map(([size, name]) => {
    const whole = Math.floor(left / size);
    left -= whole * size;
    return `${whole} ${name}`;
  }).join(" ");
}

function took(milliseconds) {
  return milliseconds < 1000 ? `${milliseconds} ms`
    : milliseconds < 60000 ? `${(milliseconds / 1000).toFixed(1)} s` : seconds(Math.round(milliseconds / 1000));
}

const words = label => label.replaceAll("_", " ");
const clock = instant => new Date(instant).toLocaleTimeString([], {hour12: false});

/** How fast each row's bytes grow, over its last few answers. */
class Rates {
  #points = new Map();

  update(rows, now) {
    const next = new Map();
    for (const row of rows) {
      const points = [...(this.#points.get(row.id) ?? []), {at: now, bytes: row.bytes}].slice(-RATE_POINTS);
      next.set(row.id, points);
      const span = (now - points[0].at) / 1000;
      row.rate = span > 0 ? (row.bytes - points[0].bytes) / span : null;
    }
    this.#points = next;
  }
}

/** A table whose rows stay where they are while their texts change, so that nobody loses a selection. */
class Table {
  #columns;
  #body;
  #rows = new Map();

  constructor(table, caption, columns) {
    this.#columns = columns;
    table.createCaption().textContent = caption;
    const head = table.createTHead().insertRow();
    for (const column of columns) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = column.label;
      cell.className = column.style ?? "";
      head.append(cell);
    }
    this.#body = table.createTBody();
  }

  update(rows) {
    const keep = new Set(rows.map(row => row.id));
    for (const [id, element] of this.#rows) {
      if (!keep.has(id)) {
        element.remove();
        this.#rows.delete(id);
      }
    }
    let place = this.#body.firstElementChild;
    for (const row of rows) {
      let element = this.#rows.get(row.id);
      if (!element) {
        element = this.#make();
        this.#rows.set(row.id, element);
      }
      this.#fill(element, row);
      if (element === place) {
        place = place.nextElementSibling;
      } else {
        this.#body.insertBefore(element, place);
      }
    }
  }

  #make() {
    const element = document.createElement("tr");
    for (const column of this.#columns) {
      const cell = element.insertCell();
      cell.className = column.style ?? "";
      cell.dataset.label = column.label;
      if (column.badge) {
        cell.append(document.createElement("span"));
      }
    }
    return element;
  }

  #fill(element, row) {
    this.#columns.forEach((column, i) => {
      const cell = element.cells[i];
      const target = column.badge ? cell.firstElementChild : cell;
      const text = column.text(row);
      if (target.textContent !== text) {
        target.textContent = text;
      }
      if (column.badge) {
        target.className = `badge ${column.badge(row)}`;
      }
      if (column.title) {
        cell.title = column.title(row);
      }
    });
  }
}

const state = row => row.paused ? "paused" : row.state;
const OUTCOMES = {complete: "good", refused: "warn"};
const path = {
  label: "Path",
  style: "text",
  text: row => row.path + (row.route ? `  via ${row.route}` : ""),
  title: row => row.sid ? `sid ${row.sid}` : "",
};
const client = {label: "Client", style: "mono", text: row => row.client};
const verb = {label: "Verb", text: row => row.verb};
const moved = {label: "Bytes", style: "number", text: row => bytes(row.bytes)};
const speed = {label: "Rate", style: "number", text: row => row.rate === null ? "–" : rate(row.rate)};
const age = {label: "Age", style: "number", text: row => seconds(row.age_seconds)};

const natTable = new Table(byId("nat"), "Requests that are being relayed", [
  client,
  {label: "NAT port", style: "mono", text: row => row.nat_port === null ? "–" : `:${row.nat_port}`},
  {label: "Upstream", style: "mono", text: row => row.upstream},
  verb,
  path,
  {label: "State", text: state, badge: row => row.state === "streaming" && !row.paused ? "good" : ""},
  moved, speed, age,
]);
const runningTable = new Table(byId("running"), "Transfers that are under way", [client, verb, path, moved, speed, age]);
const recentTable = new Table(byId("recent"), "The last transfers, the latest first", [
  {label: "Ended", style: "number", text: row => clock(row.at)},
  client,
  verb,
  path,
  {label: "Outcome", text: row => words(row.outcome) + (row.detail ? `: ${row.detail}` : ""),
    badge: row => OUTCOMES[row.outcome] ?? "bad"},
  moved,
  {label: "Took", style: "number", text: row => took(row.milliseconds)},
]);

const rates = {nat: new Rates(), running: new Rates()};

function showTable(name, table, answer) {
  const wanted = byId(`${name}-filter`).value.trim().toLowerCase();
  const rows = answer.rows.filter(row => !wanted
    || [row.client, row.upstream, row.verb, row.path, row.route, row.sid, row.nat_port, row.state]
      .some(value => String(value ?? "").toLowerCase().includes(wanted)));
  table.update(rows);
  const cut = answer.count > answer.rows.length ? `the oldest ${answer.rows.length} of ` : "";
  show(`${name}-count`, wanted ? `${rows.length} of ${answer.count}` : `${cut}${answer.count}`);
  byId(`${name}-empty`).hidden = rows.length > 0;
  byId(name).hidden = rows.length === 0;
}

function showBanner(text, bad) {
  const banner = byId("banner");
  banner.hidden = text === "";
  show("banner", text, bad ? "banner bad" : "banner");
}

function showUpstream(upstream) {
  byId("upstream-tile").hidden = !upstream;
  if (!upstream) {
    return;
  }
  if (upstream.up === null) {
    show("upstream", "…", "");
    show("upstream-note", upstream.address);
  } else {
    show("upstream", upstream.up ? "up" : "down", upstream.up ? "good" : "bad");
    show("upstream-note", upstream.up ? upstream.address : upstream.problem);
  }
}

let latest;

function render() {
  const answer = latest;
  const draining = answer.phase === "draining";
  show("phase", answer.phase, `badge ${draining ? "warn" : "good"}`);
  const {node, connections, nat} = answer;
  show("role", node.role);
  show("version", node.version);
  show("uptime", seconds(node.uptime_seconds));
  show("listens", node.listens.join(", "));
  document.title = `${node.role} ${node.listens[0]} – Towpath`;
  showBanner(draining
    ? `Draining: ${connections.active} ${connections.active === 1 ? "connection is" : "connections are"} open; `
      + `the node ends in ${answer.draining.seconds_left} s at most`
    : "", false);

  const {throughput} = answer;
  show("rate-out", rate(throughput.out.at(-1)));
  show("rate-in", rate(throughput.in.at(-1)));
  show("active", String(connections.active));
  show("accepted", `${connections.accepted} accepted, ${connections.refused} refused`);
  show("under-way", String(answer.running.count));
  const paused = nat.rows.filter(row => row.paused).length;
  show("paused-rows", paused ? `${paused} paused for a slow side` : "");
  showUpstream(answer.upstream);
  chart.draw(throughput, rate);
  byId("chart").setAttribute("aria-label",
    `Throughput of the last 5 minutes; now ${rate(throughput.out.at(-1))} to clients, ${rate(throughput.in.at(-1))} from clients`);

  const proxy = node.role === "proxy";
  byId("nat-panel").hidden = !proxy && nat.count === 0;
  byId("running-panel").hidden = proxy;
  showTable("nat", natTable, nat);
  showTable("running", runningTable, answer.running);
  recentTable.update(answer.recent);
  show("recent-count", answer.recent.length ? String(answer.recent.length) : "");
  byId("recent-empty").hidden = answer.recent.length > 0;
  byId("recent").hidden = answer.recent.length === 0;
}

async function ask() {
  const response = await fetch("admin/state", {cache: "no-store", signal: AbortSignal.timeout(PATIENCE)});
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
  const answer = await response.json();
  if (answer.phase === "starting") {
    show("phase", "starting", "badge");
    return;
  }
  const now = Date.parse(answer.now);
  rates.nat.update(answer.nat.rows, now);
  rates.running.update(answer.running.rows, now);
  latest = answer;
  render();
}

let silentSince = null;

async function poll() {
  if (byId("pause").ariaPressed !== "true" && !document.hidden) {
    try {
      await ask();
      silentSince = null;
    } catch (failure) {
      silentSince ??= new Date();
      show("phase", "no answer", "badge bad");
      const why = String(failure.message).startsWith("HTTP") ? ` (${failure.message})` : "";
      showBanner(`The node gives no answer since ${clock(silentSince)}${why}; what is below is from before`, true);
    }
  }
  setTimeout(poll, PERIOD);
}

function togglePause() {
  const button = byId("pause");
  const pause = button.ariaPressed !== "true";
  button.ariaPressed = String(pause);
  button.textContent = pause ? "Paused" : "Pause";
}

byId("pause").addEventListener("click", togglePause);
for (const name of ["nat", "running"]) {
  byId(`${name}-filter`).addEventListener("input", () => latest && render());
}
addEventListener("resize", () => latest && chart.draw(latest.throughput, rate));
addEventListener("keydown", event => {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "p" || event.key === "P") {
    togglePause();
  } else if (event.key === "/") {
    event.preventDefault();
    byId(byId("nat-panel").hidden ? "running-filter" : "nat-filter").focus();
  }
});
poll();
