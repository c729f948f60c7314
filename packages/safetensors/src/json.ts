import { malformed, quote } from './errors.js';
import { decodeUtf8, isWellFormed } from './text.js';

/** A number as it was written: whoever reads it decides whether `1e3` or `2.0` will do. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export type JsonObject = ReadonlyMap<string, JsonValue>;
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A header nests three deep; whatever goes far beyond is meant to exhaust the stack. */
const deepest = 16;

/**
 * Reads JSON from bytes that nobody vouches for, more strictly than `JSON.parse`: a name may stand once in an object,
 * `__proto__` is no name, text must be UTF-8, nesting is bounded. Positions in errors count from `start`, the place of `bytes` in the
 * file.
 */
export function readJson(bytes: Uint8Array, start: number, what = 'the header'): JsonValue {
  return new JsonReader(bytes, start, what).document();
}

class JsonReader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly what: string,
  ) {}

  document(): JsonValue {
    const value = this.value(0);
    this.skipSpace();
    if (this.at < this.bytes.length) this.refuse('something follows the JSON text');
    return value;
  }

  private value(depth: number): JsonValue {
    if (depth > deepest) this.refuse(`JSON nested more than ${deepest} deep`);
    this.skipSpace();
    const byte = this.bytes[this.at];
    if (byte === OPEN_OBJECT) return this.object(depth);
    if (byte === OPEN_ARRAY) return this.array(depth);
    return byte === QUOTE ? this.string() : this.word();
  }

  private object(depth: number): JsonObject {
    const entries = new Map<string, JsonValue>();
    this.at++;
    this.skipSpace();
    if (this.take(CLOSE_OBJECT)) return entries;
    do {
      this.skipSpace();
      const place = this.at;
      if (this.bytes[place] !== QUOTE) this.refuse('a name in double quotes is expected');
      const name = this.string();
      if (name === '__proto__') this.refuse('the name "__proto__" is not allowed', place, { name });
      if (entries.has(name)) this.refuse(`the name ${quote(name)} stands twice in one object`, place, { name });
      this.skipSpace();
      if (!this.take(COLON)) this.refuse("':' is expected");
      entries.set(name, this.value(depth + 1));
      this.skipSpace();
    } while (this.take(COMMA));
    if (!this.take(CLOSE_OBJECT)) this.refuse("',' or '}' is expected");
    return entries;
  }

  private array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.at++;
    this.skipSpace();
    if (this.take(CLOSE_ARRAY)) return items;
    do {
      items.push(this.value(depth + 1));
      this.skipSpace();
    } while (this.take(COMMA));
    if (!this.take(CLOSE_ARRAY)) this.refuse("',' or ']' is expected");
    return items;
  }

  private string(): string {
    const begin = this.at;
    let escaped = false;
    for (;;) {
      const byte = this.bytes[++this.at];
      if (byte === undefined) this.refuse('a string does not end', begin);
      if (byte === QUOTE) break;
      if (byte < 0x20) this.refuse('a control character stands in a string');
      if (byte === BACKSLASH) {
        escaped = true;
        this.at++;
      }
    }
    this.at++;
    const text = decodeUtf8(this.bytes.slice(begin + 1, this.at - 1));
    if (text === null) this.refuse('a string is not UTF-8', begin);
    if (!escaped) return text;
    const unescaped = unescape(text);
    if (unescaped === null) this.refuse('a string holds an escape that means nothing', begin);
    return unescaped;
  }

  /** A number, or one of the three words. */
  private word(): JsonValue {
    const begin = this.at;
    while (isWordByte(this.bytes[this.at])) this.at++;
    const text = String.fromCharCode(...this.bytes.subarray(begin, Math.min(this.at, begin + longestWord)));
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    if (this.at - begin <= longestWord && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text))
      return new JsonNumber(text);
    return this.refuse(begin === this.bytes.length ? 'the JSON text ends too early' : 'a value is expected', begin);
  }

  private skipSpace(): void {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at++;
    }
  }

  private take(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  private refuse(what: string, at: number = this.at, details: Readonly<Record<string, unknown>> = {}): never {
    const place = this.start + at;
    throw malformed(`${this.what} is not JSON as the format has it: ${what}, at byte ${place}`, {
      at: place,
      ...details,
    });
  }
}

/** Longer than any number that a header needs. */
const longestWord = 64;

/** Bytes that numbers, `true`, `false` and `null` consist of. */
function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x45
  );
}

/** What the inside of a JSON string with escapes means, or null where it means nothing. */
function unescape(inside: string): string | null {
  try {
    const text = JSON.parse(`"${inside}"`) as string;
    return isWellFormed(text) ? text : null;
  } catch {
    return null;
  }
}
