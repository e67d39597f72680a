import { expect, test } from 'bun:test';
import { describeShell } from './testing/describe-shell.ts';
import { TRICKY } from './testing/tricky.ts';

for (const [text, found] of TRICKY) {
  test(`is not got around by ${JSON.stringify(text)}`, () => {
    const reading = describeShell(text, { '/p/run.sh': 'ls\n' });
    const words = reading.split(', ');
    const seen = found === '?' ? words.some((word) => word.startsWith('?')) : words.includes(found);
    expect(seen ? '' : reading).toBe(seen ? '' : found);
  });
}
