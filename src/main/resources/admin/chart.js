// Draws the throughput: one line a direction, each a series of bytes a second, the latest last.

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 76;
const BOTTOM = 20;
const TOP = 6;

export class Chart {
  #svg;
  #parts = new Map();

  constructor(svg) {
    this.#svg = svg;
  }

  /** @param series {in, out}: arrays of the same length; @param label makes text of bytes a second */
  draw(series, label) {
    const width = Math.max(200, this.#svg.clientWidth - 28);
    const height = Math.max(100, this.#svg.clientHeight - 10);
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const top = ceiling(Math.max(...series.out, ...series.in, 1));
    const count = series.out.length;
    const x = i => LEFT + (width - LEFT) * i / (count - 1);
    const y = v => TOP + (height - TOP - BOTTOM) * (1 - v / top);
    for (const [i, share] of [0, 0.5, 1].entries()) {
      const at = Math.round(y(top * share)) + 0.5;
      this.#set(`grid${i}`, "line", {class: "grid", x1: LEFT, x2: width, y1: at, y2: at});
      this.#set(`y${i}`, "text", {x: LEFT - 8, y: at + 4, "text-anchor": "end"}, share === 0 ? "0" : label(top * share).replace(".0 ", " "));
    }
    const minutes = Math.round(count / 60);
    for (let minute = minutes; minute >= 0; minute--) {
      const anchor = minute === minutes ? "start" : minute === 0 ? "end" : "middle";
      const cramped = width < 560 && minute !== minutes && minute !== 0;
      const text = cramped ? "" : minute === 0 ? "now" : `−${minute} min`;
      const at = LEFT + (width - LEFT) * (1 - minute / minutes);
      this.#set(`x${minute}`, "text", {x: at, y: height - 4, "text-anchor": anchor}, text);
    }
    const line = values => values.map((v, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join("");
    const out = line(series.out);
    this.#set("area", "path", {class: "area", d: `${out}L${x(count - 1)} ${y(0)}L${x(0)} ${y(0)}Z`});
    this.#set("in", "path", {class: "in", d: line(series.in)});
    this.#set("out", "path", {class: "out", d: out});
  }

  #set(name, kind, attributes, text) {
    let part = this.#parts.get(name);
    if (!part) {
      part = document.createElementNS(SVG, kind);
      this.#parts.set(name, part);
      this.#svg.append(part);
    }
    for (const [key, value] of Object.entries(attributes)) {
      part.setAttribute(key, value);
    }
    if (text !== undefined) {
      part.textContent = text;
    }
  }
}

/** The next round number of bytes: a small one times a power of ten in its unit of 1024. */
function ceiling(value) {
  let unit = 1;
  while (value / unit > 1024) {
    unit *= 1024;
  }
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 3, 4, 5, 6, 8]) {
      if (step * power >= value / unit) {
        return step * power * unit;
      }
    }
  }
}
