import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { JOURNAL_SCHEMA } from '@gait/boundary';
import { openTraceJournal } from '@gait/local';
import { runInProcess, type Ran } from '../testing.ts';
import { GatedProject } from '../testing/gated-project.ts';

const FILE = 'journal/traces-a-0001.jsonl';
const SECOND = 'journal/traces-a-0002.jsonl';

/** A project with a journal of six decisions in parts. */
async function withJournal(maxBytes: number): Promise<GatedProject> {
  const project = new GatedProject();
  await project.decide('', '--trace-out', 't.json');
  const trace: unknown = JSON.parse(readFileSync(join(project.cwd, 't.json'), 'utf8'));
  const folder = join(project.cwd, 'journal');
  const journal = openTraceJournal(folder, { label: 'a', maxBytes, chained: true });
  for (let n = 0; n < 6; n += 1) await journal.append(JSON.stringify({ ...JOURNAL_SCHEMA, trace }));
  await journal.close();
  return project;
}

const show = (project: GatedProject, ...words: string[]): Promise<Ran> =>
  project.run(['trace', 'show', ...words]);
const chainOf = ({ json }: Ran): Record<string, unknown> =>
  json?.['chain'] as Record<string, unknown>;

function change(project: GatedProject, name: string, edit: (lines: string[]) => void): void {
  const path = join(project.cwd, name);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  edit(lines);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
}

test('a journal as it was written is unbroken, and its end is open until its head is known', async () => {
  using project = await withJournal(1e9);
  const first = await show(project, FILE, '--private-key', '../sign.key');
  expect(first.exit).toBe(0);
  expect(chainOf(first)).toMatchObject({ status: 'unbroken', end: 'open' });
  const [{ head }] = chainOf(first)['journals'] as [{ head: string }];
  expect(chainOf(await show(project, FILE, '--expect-head', head))).toMatchObject({
    end: 'expected',
  });
  change(project, FILE, (lines) => lines.pop());
  expect((await show(project, FILE)).exit).toBe(0);
  const cut = await show(project, FILE, '--expect-head', head);
  expect(cut.exit).toBe(2);
  expect(chainOf(cut)).toMatchObject({ findings: [{ code: 'trace_chain_head' }] });
});

test('a line that was removed is named, also when another decision is asked for', async () => {
  using project = await withJournal(1e9);
  change(project, FILE, (lines) => lines.splice(2, 1));
  const ran = await show(project, FILE);
  expect(ran).toMatchObject({ exit: 2, json: { ok: false, decisions_total: 5 } });
  expect(chainOf(ran)).toMatchObject({
    status: 'broken',
    findings: [{ code: 'trace_chain_gap', place: `${FILE}:3` }],
  });
  expect((await show(project, FILE, '--verdict', 'block')).exit).toBe(2);
  const { stdout } = await runInProcess(['trace', 'show', FILE], { cwd: project.cwd });
  expect(stdout).toContain(`${FILE}:3: a line is missing before this one`);
});

test('a cut at the end of a part shows by the part after it, of one file and of the folder', async () => {
  using project = await withJournal(3000);
  expect(chainOf(await show(project, 'journal'))).toMatchObject({ status: 'unbroken' });
  expect(chainOf(await show(project, FILE))).toMatchObject({ end: 'continued' });
  change(project, FILE, (lines) => lines.pop());
  for (const name of ['journal', FILE, SECOND]) {
    const ran = await show(project, name);
    expect([name, ran.exit, chainOf(ran)['findings']]).toEqual([
      ...[name, 2],
      [expect.objectContaining({ code: 'trace_chain_gap', place: `${SECOND}:1` })],
    ]);
  }
});

test('a journal of an older gate is read, and it is said that it has no chain', async () => {
  using project = await withJournal(1e9);
  change(project, FILE, (lines) => {
    for (const [at, line] of lines.entries()) lines[at] = line.replace(/,"journal":.*$/u, '}');
  });
  const ran = await show(project, FILE);
  expect(ran.exit).toBe(0);
  expect(chainOf(ran)).toMatchObject({ status: 'unchained', unchained_lines: 6 });
});

test('trace verify of a journal points to trace show', async () => {
  using project = await withJournal(1e9);
  const ran = await project.run(['trace', 'verify', FILE, '--private-key', '../sign.key']);
  expect(ran.exit).not.toBe(0);
  expect(ran.json?.['hint']).toContain(`gait trace show ${FILE}`);
});
