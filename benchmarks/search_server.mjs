// Serves a folder as static hosts do: HTTP/2 with TLS, and gzip for text. Arguments: the folder, a
// certificate and its key. Prints the port.

import { readFileSync, statSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, cert, key] = process.argv.slice(2);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".xml": "text/xml",
  ".woff2": "font/woff2",
};
const COMPRESSED = new Set([".html", ".css", ".js", ".json", ".svg", ".xml"]);

const server = createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) });
server.on("stream", (stream, headers) => {
  const path = decodeURIComponent(new URL(headers[":path"], "https://localhost").pathname);
  let file = join(folder, normalize(path));
  try {
    if (statSync(file).isDirectory()) file = join(file, "index.html");
    const content = readFileSync(file);
    const kind = extname(file);
    const type = TYPES[kind] ?? "application/octet-stream";
    const packing = COMPRESSED.has(kind) ? { "content-encoding": "gzip" } : {};
    stream.respond({
      ":status": 200,
      "content-type": type,
      "cache-control": "max-age=600",
      ...packing,
    });
    stream.end(COMPRESSED.has(kind) ? gzipSync(content) : content);
  } catch {
    stream.respond({ ":status": 404 });
    stream.end();
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
