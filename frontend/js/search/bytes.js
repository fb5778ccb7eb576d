// @ts-check
/** Reads what `generator/papershelf/search/encoding.py` writes: numbers as LEB128, files as raw DEFLATE. */

/** A place in some bytes from which numbers are read one after the other. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }

  /** @returns {number} */
  number() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.place++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  /**
   * The next numbers.
   * @param {number} count
   * @returns {Uint32Array}
   */
  numbers(count) {
    const values = new Uint32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.number();
    return values;
  }

  /**
   * The next bytes as they are.
   * @param {number} length
   * @returns {Uint8Array}
   */
  take(length) {
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }
}

/**
 * One list of numbers for each paper, put one behind the other.
 * @typedef {{ starts: Uint32Array, values: Uint32Array }} Lists
 */

/**
 * Read so many lists, each with its length before it.
 * @param {Reader} reader
 * @param {number} count
 * @returns {Lists}
 */
export function readLists(reader, count) {
  const starts = new Uint32Array(count + 1);
  /** @type {number[]} */
  const values = [];
  for (let i = 0; i < count; i++) {
    for (let left = reader.number(); left > 0; left--) values.push(reader.number());
    starts[i + 1] = values.length;
  }
  return { starts, values: Uint32Array.from(values) };
}

/**
 * The bytes of a file, inflated.
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {Promise<Uint8Array>}
 */
export async function inflate(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/**
 * The CRC-32 of some bytes, as zlib computes it (RFC 1952, 8).
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function checksum(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ (REMAINDERS[(rest ^ byte) & 0xff] ?? 0);
  return (rest ^ 0xffffffff) >>> 0;
}
