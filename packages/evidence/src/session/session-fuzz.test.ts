import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError } from '@gait/canon';
import { verifyRunpack, type RunpackReport } from '../runpack/verify-runpack.ts';
import { bytesSource } from '../zip/byte-source.ts';
import { compactJournal } from './compact-journal.ts';
import { journalLines } from './journal-lines.ts';
import { parseChain } from './session-chain.ts';
import { parseState } from './session-state.ts';
import { makeSession, sealOf, testKey, utf8 } from './testing/session-fixture.ts';
import { verifySession } from './verify-session.ts';

const SEED = 20_260_214;
const { signing, keys } = testKey();
const SESSION = makeSession(
  ['event', 'reference event', 'signed checkpoint', 'event', 'checkpoint', 'event'],
  signing,
);
const PARTS = {
  journal: utf8(SESSION.lines.map((line) => `${line}\n`).join('')),
  chain: SESSION.chain,
  seal: sealOf(SESSION.lines, signing),
};

/** What an attacker would put in: other types, deep nesting, huge and odd numbers, wrong bytes. */
const PIECES = [
  '',
  'null',
  '[]',
  '{}',
  '-1',
  '1e308',
  '9007199254740993',
  '1e999',
  '"x"',
  '\n',
  '\r\n',
  '\u0000',
  '{"a":',
  '[['.repeat(2000),
  '"__proto__":1,',
  '"record_type":"event",',
  '"sequence":0,',
  '"chain_head":"",',
  '"events":[1],',
].map(utf8);

const change = fc.record({
  at: fc.nat(),
  drop: fc.nat({ max: 200 }),
  piece: fc.nat({ max: PIECES.length }),
  raw: fc.uint8Array({ maxLength: 4 }),
});

function spoil(
  bytes: Uint8Array,
  changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
): Uint8Array {
  let out = Buffer.from(bytes);
  for (const { at, drop, piece, raw } of changes) {
    const from = at % (out.length + 1);
    const put = PIECES[piece] ?? raw;
    out = Buffer.concat([
      out.subarray(0, from),
      put,
      out.subarray(Math.min(out.length, from + (drop % 3 === 0 ? 0 : drop))),
    ]);
  }
  return out;
}

/** Blank lines, white space and the header's list of events say nothing. */
function saysTheSame(journal: Uint8Array): boolean {
  const said = (bytes: Uint8Array): string =>
    Buffer.from(bytes)
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.stringify(JSON.parse(line)).replace(/"events":(?:\[\]|null)/, ''))
      .join('\n');
  try {
    return said(journal) === said(PARTS.journal);
  } catch {
    return false;
  }
}

async function openRunpack(path: string): Promise<RunpackReport> {
  return await verifyRunpack(bytesSource(SESSION.runpacks.get(path) ?? new Uint8Array(0)), {
    profile: 'standard',
  });
}

test('whatever the bytes are, a session is judged and nothing is thrown', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 2 }),
      async (changes, which) => {
        const name = (['journal', 'chain', 'seal'] as const)[which] ?? 'journal';
        const parts = { ...PARTS, [name]: spoil(PARTS[name], changes) };
        const report = await verifySession(
          { ...parts, journal: journalLines([parts.journal]) },
          { profile: 'standard', keys, verifyRunpack: openRunpack },
        );
        if (name === 'journal' && !saysTheSame(parts.journal))
          expect(report.completeness.state).toBe('open');
      },
    ),
    { seed: SEED, numRuns: 1500 },
  );
}, 60_000);

test('whatever the bytes are, the other readers answer or throw a coded error', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      for (const read of [
        () => compactJournal(journalLines([spoil(PARTS.journal, changes)])),
        () => parseChain(spoil(PARTS.chain, changes)),
        () => parseState(spoil(PARTS.seal, changes)),
      ]) {
        try {
          read();
        } catch (error) {
          if (!isCodedError(error)) throw error;
        }
      }
    }),
    { seed: SEED, numRuns: 1500 },
  );
}, 60_000);
