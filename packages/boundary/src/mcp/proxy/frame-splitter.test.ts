import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { createFrameSplitter, type Frame } from './frame-splitter.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = (frames: readonly Frame[]): string[] =>
  frames.map((frame) =>
    frame.kind === 'line' ? Buffer.from(frame.bytes).toString('utf8') : frame.kind,
  );

test('lines are whole whatever the pieces they come in', () => {
  const line = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((one) => one.replaceAll(/[\r\n]/gu, ''));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(20)), (lines, cuts) => {
      const whole = bytes(lines.map((one) => `${one}\n`).join(''));
      const splitter = createFrameSplitter(1000);
      const found: string[] = [];
      let at = 0;
      for (const cut of [...cuts, whole.length]) {
        const chunk = whole.slice(at, at + cut);
        at += cut;
        found.push(...shown(splitter.push(chunk)));
        // Whoever gave the chunk uses its memory again.
        chunk.fill(0x78);
      }
      if (at < whole.length) found.push(...shown(splitter.push(whole.slice(at))));
      found.push(...shown(splitter.end()));
      expect(found).toEqual(lines.filter((one) => one !== ''));
    }),
  );
});

test('a line that is too long is told once, and the next one is read', () => {
  const splitter = createFrameSplitter(4);
  expect(shown(splitter.push(bytes('12345')))).toEqual([]);
  expect(shown(splitter.push(bytes('6789')))).toEqual([]);
  expect(shown(splitter.push(bytes('0\n1234\n')))).toEqual(['oversized', '1234']);
  splitter.push(bytes('12345'));
  expect(shown(splitter.end())).toEqual(['oversized']);
});

test('what has no end is told, and a carriage return belongs to the end', () => {
  const splitter = createFrameSplitter(100);
  expect(shown(splitter.push(bytes('a\r\n\r\n\nb')))).toEqual(['a']);
  expect(shown(splitter.end())).toEqual(['truncated']);
  expect(splitter.end()).toEqual([]);
});
