import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Json } from '@gait/canon';
import { compactJournal } from './compact-journal.ts';
import {
  edit,
  linesOf,
  makeSession,
  payloadOf,
  sealOf,
  testKey,
  verify,
  type Step,
} from './testing/session-fixture.ts';

const SEED = 20_260_213;
const { signing, keys } = testKey();

/** Sessions of every shape; a checkpoint needs an event before it. */
const steps = fc
  .array(
    fc.constantFrom<Step>(
      'event',
      'event',
      'reference event',
      'checkpoint',
      'signed checkpoint',
      'reference checkpoint',
    ),
    {
      minLength: 1,
      maxLength: 9,
    },
  )
  .map((list) =>
    list.filter((step, i) => !step.endsWith('checkpoint') || (list[i - 1] ?? '').endsWith('event')),
  )
  .filter((list) => list.length > 0);

const pick = fc.nat({ max: 10_000 });

/** One change of one line, or of the place of one line. */
function tamper(
  lines: readonly string[],
  how: number,
  where: number,
  field: number,
): readonly string[] {
  const at = where % lines.length;
  const line = lines[at] ?? '';
  switch (how % 5) {
    case 0:
      return lines.toSpliced(at, 1);
    case 1:
      return lines.toSpliced(at, 0, line);
    case 2: {
      const other = (at + 1 + (field % (lines.length - 1))) % lines.length;
      return lines.with(at, lines[other] ?? '').with(other, line);
    }
    case 3:
      return lines.toSpliced(field % lines.length, 0, line);
    default:
      return lines.with(at, changeField(line, field));
  }
}

function changeField(line: string, field: number): string {
  const payload = payloadOf(line);
  // The header's list of events says nothing: it is [] or null and no part of the chain.
  const names = Object.keys(payload).filter((name) => name !== 'events');
  const name = names[field % names.length] ?? 'schema_id';
  return edit(line, { [name]: altered(payload[name] ?? null, field) });
}

function altered(value: Json, field: number): Json | undefined {
  if (field % 3 === 0) return undefined;
  if (typeof value === 'string')
    return /^\d{4}-/.test(value) ? '2031-01-01T00:00:00Z' : `${value}x`;
  if (typeof value === 'number') return value + 1;
  return value === null ? 1 : null;
}

for (const compacted of [false, true]) {
  test(`any change of one line in a sealed ${compacted ? 'compacted ' : ''}journal is named`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, pick, pick, pick, async (list, how, where, field) => {
        const session = makeSession(list, signing);
        const lines = compacted
          ? compactJournal(linesOf(session.lines)).text.trimEnd().split('\n')
          : session.lines;
        const seal = sealOf(lines, signing);
        const honest = await verify(session, { lines, seal, keys });
        expect(honest).toMatchObject({ ok: true, completeness: { state: 'complete' } });
        if (lines.length < 2) return;
        const changed = tamper(lines, how, where, field);
        if (changed.join('\n') === lines.join('\n')) return;
        const report = await verify(session, { lines: changed, seal, keys });
        expect(report.ok).toBe(false);
        expect(report.completeness.state).toBe('open');
        expect(report.refusals.length + (report.journal?.errors.length ?? 0)).toBeGreaterThan(0);
      }),
      { seed: SEED, numRuns: 400 },
    );
  }, 60_000);
}

test('any change of one chained event is found without keys', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 8 }), pick, pick, async (count, where, field) => {
      const session = makeSession(Array.from({ length: count }, () => 'event'));
      const at = 1 + (where % count);
      const lines = session.lines.with(at, changeField(session.lines[at] ?? '', field));
      if (lines.join('\n') === session.lines.join('\n')) return;
      expect((await verify(session, { lines })).ok).toBe(false);
    }),
    { seed: SEED, numRuns: 200 },
  );
});
