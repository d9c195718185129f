// A server and a proxy of the packaged jar, and clients that are plain sockets.

import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, rmSync, truncateSync, writeFileSync} from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const PATIENCE = 30_000;

/** What must not outlive this program, however it ends. */
const leftovers = new Set();
process.on("exit", () => leftovers.forEach(remove => remove()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => process.exit(1));
}

/** Waits until `look` gives something; fails with `what` after the time. */
export async function until(what, look, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${patience / 1000} s: ${what}`);
    }
    await new Promise(done => setTimeout(done, 50));
  }
}

export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A folder of files by their names and sizes. */
export function folder(files) {
  const root = mkdtempSync(path.join(os.tmpdir(), "towpath-browser-"));
  for (const [name, size] of Object.entries(files)) {
    writeFileSync(path.join(root, name), "");
    truncateSync(path.join(root, name), size);
  }
  const remove = () => rmSync(root, {recursive: true, force: true});
  leftovers.add(remove);
  return {root, remove};
}

/** A running program. */
export class Node {
  log = "";
  exit = null;

  static async start(jar, role, ...args) {
    const node = new Node();
    node.admin = await freePort();
    node.process = spawn(
      process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, "bin", "java") : "java",
      ["-jar", jar, role, "--host", "127.0.0.1", "--port", "0", "--admin-port", String(node.admin), ...args],
      {stdio: ["ignore", "ignore", "pipe"], env: {...process.env, LC_ALL: "C.UTF-8"}});
    leftovers.add(() => node.process.kill("SIGKILL"));
    node.process.stderr.on("data", text => node.log += text);
    node.process.on("exit", code => node.exit = code);
    const listens = await until(`${role} listens`, () => {
      if (node.exit !== null) {
        throw new Error(`${role} ended with ${node.exit}:\n${node.log}`);
      }
      return /listens on 127\.0\.0\.1:(\d+)/.exec(node.log);
    });
    node.port = Number(listens[1]);
    return node;
  }

  url(where = "/") {
    return `http://127.0.0.1:${this.admin}${where}`;
  }

  terminate() {
    this.process.kill("SIGTERM");
  }

  async end() {
    if (this.exit === null) {
      this.process.kill("SIGKILL");
      await until("the end of a node", () => this.exit !== null || this.process.signalCode);
    }
  }
}

/** A client that reads as slowly as it is told. */
export class Client {
  received = 0;
  ended = false;
  #timer;

  /** @param rate in bytes a second; as fast as can be without one */
  static async ask(port, line, rate) {
    const client = new Client();
    client.socket = net.connect({port, host: "127.0.0.1", highWaterMark: Math.max(16384, Math.floor((rate ?? 0) / 8))});
    client.socket.on("error", () => {});
    client.socket.on("close", () => client.ended = true);
    await once(client.socket, "connect");
    client.socket.write(`${line}\n`);
    if (rate) {
      let allowed = 0;
      client.#timer = setInterval(() => {
        allowed = Math.min(allowed + rate / 20, rate);
        for (let piece; allowed > 0 && (piece = client.socket.read()) !== null;) {
          allowed -= piece.length;
          client.received += piece.length;
        }
      }, 50);
    } else {
      client.socket.on("data", piece => client.received += piece.length);
    }
    return client;
  }

  /** Sends a file of zeros, so many bytes a second, once the node says GO. */
  static async upload(port, name, size, rate) {
    const client = await Client.ask(port, `UPLOAD ${size} ${name}`);
    await client.receive(3);
    let left = size;
    client.#timer = setInterval(() => {
      const piece = Math.min(left, Math.floor(rate / 20));
      if (piece > 0 && client.socket.writableLength < rate) {
        client.socket.write(Buffer.alloc(piece));
        left -= piece;
      }
    }, 50);
    return client;
  }

  /** Waits for so many bytes at least. */
  async receive(count) {
    await until(`${count} bytes`, () => this.received >= count);
    return this;
  }

  close() {
    clearInterval(this.#timer);
    this.socket.destroy();
  }
}
