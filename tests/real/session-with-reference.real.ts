/**
 * Ours and the reference's executable work on one journal in turns and at once. Runs when
 * `GAIT_REFERENCE` names the reference's executable; the order is seeded.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'bun:test';

const OURS = join(import.meta.dirname, '..', '..', 'dist', 'gait');
const REFERENCE = process.env['GAIT_REFERENCE'] ?? '';
const ROUNDS = 20;
const STEPS = 25;
const PROCESSES = 64;

const root = mkdtempSync(join(tmpdir(), 'gait-session-reference-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Answer {
  readonly exit: number;
  readonly json: Readonly<Record<string, unknown>>;
}

function run(program: string, cwd: string, words: readonly string[]): Answer {
  const { exitCode, stdout } = Bun.spawnSync([program, ...words, '--json'], { cwd });
  return { exit: exitCode, json: JSON.parse(stdout.toString()) as Answer['json'] };
}

/** A generator of numbers below one, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x12fad5c9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

describe.skipIf(!existsSync(REFERENCE))('with the reference', () => {
  const JOURNAL = ['--journal', 'j.jsonl'];

  for (let seed = 1; seed <= ROUNDS; seed++) {
    test(`a journal continued by both in turns is read by both and can be sealed, seed ${seed}`, () => {
      const cwd = mkdtempSync(join(root, 'turns-'));
      const next = random(seed);
      const either = (...words: string[]): Answer =>
        run(next() < 0.5 ? OURS : REFERENCE, cwd, ['run', 'session', ...words]);
      either('start', ...JOURNAL, '--session-id', 's', '--run-id', 'r');
      let last = 0;
      let checkpoints = 0;
      let covered = 0;
      for (let step = 0; step < STEPS; step++) {
        const roll = next();
        if (roll < 0.65) {
          const { json } = either('append', ...JOURNAL, '--tool', `t${step}`, '--verdict', 'allow');
          expect(json).toMatchObject({ ok: true, event: { sequence: ++last } });
        } else if (roll < 0.8 && last > covered) {
          checkpoints++;
          const { json } = either('checkpoint', ...JOURNAL, '--out', `cp${checkpoints}.zip`);
          expect(json).toMatchObject({
            ok: true,
            checkpoint: { sequence_start: covered + 1, sequence_end: last },
          });
          covered = last;
        } else if (roll < 0.9 && checkpoints > 0 && last > covered) {
          // Not when nothing would be left: behind that the reference counts from 1 again.
          expect(either('compact', ...JOURNAL).json['ok']).toBe(true);
        } else {
          expect(either('status', ...JOURNAL).json).toMatchObject({
            status: { last_sequence: last },
          });
        }
      }
      const chain = checkpoints === 0 ? [] : ['--chain', 'j_chain.json'];
      if (checkpoints > 0)
        expect(run(REFERENCE, cwd, ['verify', 'session-chain', ...chain]).exit).toBe(0);
      run(OURS, cwd, ['keys', 'init', '--out-dir', 'keys', '--prefix', 'k']);
      const seal = ['run', 'session', 'seal', ...JOURNAL, '--private-key', 'keys/k_private.key'];
      expect(run(OURS, cwd, seal).json['ok']).toBe(true);
      const verify = [
        'verify',
        'session-chain',
        ...chain,
        ...JOURNAL,
        '--public-key',
        'keys/k_public.key',
      ];
      expect(run(OURS, cwd, verify).json).toMatchObject({ ok: true, completeness: 'complete' });
      expect(run(REFERENCE, cwd, ['run', 'session', 'status', ...JOURNAL]).exit).toBe(0);
    });
  }

  for (const profile of ['standard', 'swarm']) {
    test(`${PROCESSES} processes of both lose nothing, profile ${profile}`, async () => {
      const cwd = mkdtempSync(join(root, 'at-once-'));
      run(OURS, cwd, ['run', 'session', 'start', ...JOURNAL, '--session-id', 's', '--run-id', 'r']);
      const env = {
        ...process.env,
        GAIT_SESSION_LOCK_PROFILE: profile,
        GAIT_SESSION_LOCK_TIMEOUT: '60s',
      };
      const all = Array.from({ length: PROCESSES }, async (_, i) => {
        const program = i % 2 === 0 ? OURS : REFERENCE;
        const words = [
          'run',
          'session',
          'append',
          ...JOURNAL,
          '--tool',
          `t${i}`,
          '--verdict',
          'allow',
          '--json',
        ];
        const child = Bun.spawn([program, ...words], { cwd, env, stdout: 'pipe' });
        return JSON.parse(await new Response(child.stdout).text()) as {
          event: { sequence: number };
        };
      });
      const told = (await Promise.all(all)).map(({ event }) => event.sequence);
      expect(told.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: PROCESSES }, (_, i) => i + 1),
      );
      const { json } = run(OURS, cwd, ['verify', 'session-chain', ...JOURNAL]);
      expect(json).toMatchObject({ ok: true, journal: { last_sequence: PROCESSES } });
    });
  }
});
