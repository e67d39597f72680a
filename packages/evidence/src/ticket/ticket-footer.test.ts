import { describe, expect, test } from 'bun:test';
import { formatTicketFooter, parseTicketFooter } from './ticket-footer.ts';

const FOOTER = { runId: 'run_demo-1', manifestDigest: 'a1'.repeat(32) };

describe('a ticket footer', () => {
  test('is one line that names the run, its digest and the command', () => {
    expect(formatTicketFooter(FOOTER)).toBe(
      `GAIT run_id=run_demo-1 manifest=sha256:${FOOTER.manifestDigest} verify="gait verify run_demo-1"`,
    );
  });

  test('is read back', () => {
    expect(parseTicketFooter(formatTicketFooter(FOOTER))).toEqual(FOOTER);
  });

  test.each([
    ['of a run id with a space', formatTicketFooter({ ...FOOTER, runId: 'a b' })],
    ['of a run id with a quote', formatTicketFooter({ ...FOOTER, runId: 'a";rm' })],
    ['with two runs', formatTicketFooter(FOOTER).replace('verify run_demo-1', 'verify run_other')],
    ['with half a digest', formatTicketFooter({ ...FOOTER, manifestDigest: 'abc' })],
    ['with upper-case digits', formatTicketFooter({ ...FOOTER, manifestDigest: 'A1'.repeat(32) })],
    ['with more behind it', `${formatTicketFooter(FOOTER)}\nmore`],
  ])('%s is none', (_, line) => {
    expect(parseTicketFooter(line)).toBeUndefined();
  });
});
