/** One line of a stream, or why there is none. */
export type Frame =
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  /** Longer than the limit. Its bytes are gone; what follows the next line break is read again. */
  | { readonly kind: 'oversized' }
  /** The stream ended inside a line. */
  | { readonly kind: 'truncated' };

export interface FrameSplitter {
  readonly push: (chunk: Uint8Array) => readonly Frame[];
  readonly end: () => readonly Frame[];
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Splits a stream into lines, as the stdio transport of MCP frames its messages. Holds at most one
 * line of `maxBytes`; empty lines are nothing. Takes a time that grows with the bytes.
 */
export function createFrameSplitter(maxBytes: number): FrameSplitter {
  let parts: Uint8Array[] = [];
  let size = 0;
  let skipping = false;
  const add = (part: Uint8Array): void => {
    if (skipping || part.length === 0) return;
    size += part.length;
    if (size > maxBytes) {
      parts = [];
      skipping = true;
    } else parts.push(part);
  };
  const take = (): Frame | undefined => {
    const frame = skipping ? ({ kind: 'oversized' } as const) : lineOf(parts);
    parts = [];
    size = 0;
    skipping = false;
    return frame;
  };
  return {
    push(chunk) {
      const frames: Frame[] = [];
      let from = 0;
      for (;;) {
        const at = chunk.indexOf(LINE_FEED, from);
        if (at < 0) break;
        add(chunk.subarray(from, at));
        const frame = take();
        if (frame !== undefined) frames.push(frame);
        from = at + 1;
      }
      // Copied: whoever gave the chunk may use its memory again.
      add(chunk.slice(from));
      return frames;
    },
    end() {
      const frame = take();
      if (frame === undefined) return [];
      return [frame.kind === 'line' ? { kind: 'truncated' } : frame];
    },
  };
}

function lineOf(parts: readonly Uint8Array[]): Frame | undefined {
  const whole = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  const bytes = whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
  return bytes.length === 0 ? undefined : { kind: 'line', bytes };
}
