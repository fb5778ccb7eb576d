// @ts-check
/**
 * Reads the encoding of index files: LEB128 numbers, compressed with raw DEFLATE. It is written by
 * `generator/papershelf/search/encoding.py`.
 */

/** Reads numbers and bytes from an array, one after another. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
  }

  /** @returns {number} */
  number() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.position++] ?? 0;
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
   * The next bytes, unchanged.
   * @param {number} length
   * @returns {Uint8Array}
   */
  take(length) {
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }
}

/**
 * One list of numbers per paper, concatenated: list `i` is `values` from `starts[i]` to
 * `starts[i + 1]`.
 * @typedef {{ starts: Uint32Array, values: Uint32Array }} Lists
 */

/**
 * Read lists of numbers, each stored after its length.
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
 * Decompress a file.
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
 * The CRC-32 of bytes, as computed by zlib (RFC 1952, section 8).
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function checksum(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ (REMAINDERS[(rest ^ byte) & 0xff] ?? 0);
  return (rest ^ 0xffffffff) >>> 0;
}
