import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { addEntry, disableEntry } from '@gait/gate';
import { codeOf } from '../testing/code-of.ts';
import {
  changeKillSwitch,
  readKillSwitch,
  readOrNewKillSwitch,
  recordStoppedCall,
} from './kill-switch-store.ts';
import { openKillSwitch } from './open-kill-switch.ts';

const CHILD = join(import.meta.dir, 'testing', 'add-child.ts');
const MAKER = { now: 1_780_488_000_000_000_000n, producerVersion: 'test' };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-kill-'));
  path = join(folder, 'k.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const add = (id: string) =>
  changeKillSwitch(
    path,
    (state) => addEntry(state, { entry_id: id, identity: 'alice' }, MAKER.now),
    MAKER,
  );
const ids = (): (string | undefined)[] =>
  readKillSwitch(path).entries?.map((entry) => entry.entry_id) ?? [];

function runChild(name: string, count: number, killAfterMs?: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, path, name, String(count)]);
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((done, fail) => {
    child.once('close', (status) => {
      if (status !== 0 && killAfterMs === undefined) fail(new Error(err));
      // Of a killed process the last line may be half written; it was not told yet.
      else done(out.split('\n').slice(0, -1));
    });
  });
}

test('a switch is on the disk, mode 0600, when the change returns', () => {
  const { entry } = add('a');
  expect(readKillSwitch(path).entries).toEqual([entry]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(existsSync(`${path}.lock`)).toBe(false);
  changeKillSwitch(path, (state) => disableEntry(state, 'a', MAKER.now));
  expect(readKillSwitch(path).entries?.[0]?.enabled).toBe(false);
});

test('processes that add at once lose no entry, killed or not', async () => {
  const told = await Promise.all([
    ...Array.from({ length: 8 }, (_, i) => runChild(`p${i}`, 4)),
    ...Array.from({ length: 4 }, (_, i) => runChild(`k${i}`, 10_000, 300 + 70 * i)),
  ]);
  const kept = new Set(ids());
  expect(told.flat().filter((id) => !kept.has(id))).toEqual([]);
  expect(told.flat().length).toBeGreaterThanOrEqual(32);
  add('after');
  expect(ids()).toContain('after');
}, 120_000);

test('a state that cannot be read is not replaced, not even by adding a switch', () => {
  writeFileSync(path, '{"entries":[');
  for (const change of [() => add('a'), () => readOrNewKillSwitch(path, MAKER)]) {
    expect(codeOf(change)).toBe('kill_switch_state_invalid');
  }
  expect(readFileSync(path, 'utf8')).toBe('{"entries":[');
});

test('a change that is refused leaves the state as it was', () => {
  add('a');
  const before = readFileSync(path, 'utf8');
  expect(codeOf(() => changeKillSwitch(path, (state) => disableEntry(state, 'b', MAKER.now)))).toBe(
    'kill_switch_entry_missing',
  );
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('without a file there is nothing to change, and nothing is stopped', () => {
  expect(codeOf(() => changeKillSwitch(path, (s) => disableEntry(s, 'a', 0n)))).toBe(
    'file_missing',
  );
  expect(readOrNewKillSwitch(path, MAKER).entries).toEqual([]);
  expect(codeOf(() => readKillSwitch(path))).toBe('file_missing');
});

test('stopped calls are appended to the journal beside the state', () => {
  const call = {
    createdAt: '2026-06-03T12:00:00Z',
    producerVersion: 'test',
    source: 'gate_eval',
    traceId: 't',
    jobId: '',
    toolName: 'tool.read',
    agentId: '',
    identity: 'alice',
    reasonCodes: ['kill_switch_active'],
    matchedEntryIds: ['a'],
  };
  recordStoppedCall(path, call);
  recordStoppedCall(path, { ...call, traceId: 'u' });
  const journal = join(folder, 'kill_switch_journal.jsonl');
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { trace_id: string }).trace_id)).toEqual([
    't',
    'u',
  ]);
  expect(statSync(journal).mode & 0o777).toBe(0o600);
});

test('a process that decides many calls sees every change at its next look', () => {
  const look = openKillSwitch(path);
  expect(look().fault?.code).toBe('file_missing');
  add('a');
  const first = look();
  expect(first.state?.entries).toHaveLength(1);
  expect(look()).toBe(first);
  add('b');
  expect(look().state?.entries).toHaveLength(2);
  writeFileSync(path, 'x');
  expect(look()).toMatchObject({ state: null, fault: { code: 'kill_switch_state_invalid' } });
  expect(look().state).toBeNull();
  rmSync(path);
  expect(look().fault?.code).toBe('file_missing');
  writeFileSync(join(folder, 'other.json'), '{}');
  renameSync(join(folder, 'other.json'), path);
  expect(look().fault?.code).toBe('kill_switch_state_invalid');
});
