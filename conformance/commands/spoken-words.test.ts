import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideCommands, setUpGate } from './decide-commands.ts';
import { readSet } from './read-sets.ts';
import { makeScratchProject, type ScratchProject } from './scratch-project.ts';

/** Every command is decided with its evidence on the disk: on a busy machine that takes its time. */
const LONGEST_MS = 240_000;

const inHere = (name: string): string => join(import.meta.dirname, name);

let scratch: ScratchProject;
beforeAll(async () => {
  scratch = makeScratchProject();
  await setUpGate(scratch);
  mkdirSync(join(scratch.project, 'gait-out/traces'), { recursive: true });
  writeFileSync(join(scratch.project, 'gait-out/traces/trace_x.json'), '{}\n');
}, LONGEST_MS);
afterAll(() => scratch[Symbol.dispose]());

test(
  'a file of the gate, a key or a private file is held whichever option names it',
  async () => {
    const cases = readSet(inHere('spoken-stop.jsonl'));
    expect(cases.length).toBeGreaterThan(70);
    const decided = await decideCommands(scratch, cases);
    expect(decided.filter(({ passed }) => passed).map(({ asked }) => asked.command)).toEqual([]);
    const groups = (code: string): ReadonlySet<string> =>
      new Set(
        decided.filter(({ reason }) => reason.includes(code)).map(({ asked }) => asked.group),
      );
    // Each is held for what it is, and not because nobody understood it.
    expect(groups('self_protection_private_key_read')).toEqual(new Set(['key']));
    expect([...groups('self_protection_')].toSorted()).toEqual(
      ['config', 'evidence', 'key', 'points', 'policy', 'settings', 'trust'].toSorted(),
    );
    expect([...groups('private_path')]).toContain('private');
  },
  LONGEST_MS,
);

test(
  'what only speaks of such a file, reads one that is no secret, or asks for a name is let through',
  async () => {
    const cases = readSet(inHere('spoken-pass.jsonl'));
    expect(cases.length).toBeGreaterThan(70);
    const decided = await decideCommands(scratch, cases);
    expect(
      decided.filter(({ passed }) => !passed).map(({ asked, reason }) => [asked.command, reason]),
    ).toEqual([]);
  },
  LONGEST_MS,
);
