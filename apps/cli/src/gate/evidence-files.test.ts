import { describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { decisionDigest, parseDecisionDocument } from '@gait/evidence';
import { GatedProject, HARMLESS, saidBy } from '../testing/gated-project.ts';

/** Waits until a file is there, so that many begin at once, then decides at one fixed moment. */
const CHILD = `
  import { existsSync } from 'node:fs';
  import { runInProcess } from ${JSON.stringify(join(import.meta.dirname, '..', 'testing.ts'))};
  const [cwd, home, start] = process.argv.slice(-3);
  while (!existsSync(start)) await Bun.sleep(1);
  const words = ['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json', '--profile', 'strict'];
  const keys = ['--key-mode', 'prod', '--private-key', '../sign.key', '--json'];
  const ran = await runInProcess([...words, ...keys], { cwd, home, env: { USER: 'alice' } });
  process.stdout.write(ran.stdout);`;
const APPROVAL = 'schema_version: 1.0.0\ndefault_verdict: require_approval\n';

const filesOf = ({ cwd }: GatedProject, part: string): string[] =>
  readdirSync(cwd).filter((name) => name.includes(part));

/** True when the trace commits to the document that its answer names. */
function belongTogether(project: GatedProject, answer: Record<string, unknown>): boolean {
  const read = (name: string): string =>
    readFileSync(join(project.cwd, String(answer[name])), 'utf8');
  return read('trace_path').includes(decisionDigest(parseDecisionDocument(read('decision_path'))));
}

test('16 processes that allow one call at one moment leave 16 traces, each with its own document', async () => {
  using project = new GatedProject();
  await project.trust();
  const start = join(project.root, 'start');
  const children = Array.from({ length: 16 }, () =>
    Bun.spawn([process.execPath, '-e', CHILD, project.cwd, project.home, start], {
      stdout: 'pipe',
    }),
  );
  await Bun.sleep(1500);
  project.put('start', '');
  const said = await Promise.all(children.map(({ stdout }) => new Response(stdout).text()));
  const answers = said.map((text) => JSON.parse(text));
  expect(answers.map(({ verdict }) => verdict)).toEqual(answers.map(() => 'allow'));
  expect(new Set(answers.map(({ trace_path: path }) => path)).size).toBe(16);
  expect(new Set(answers.map(({ decision_path: path }) => path)).size).toBe(16);
  expect(filesOf(project, 'trace_').length).toBe(32);
  for (const answer of answers) expect(belongTogether(project, answer)).toBe(true);
}, 60_000);

describe('a file that the caller named', () => {
  test.each(['trace-out', 'decision-out'])('is not replaced under strict: --%s', async (flag) => {
    using project = new GatedProject();
    await project.trust();
    const named = [`--${flag}`, 'out/named.json'];
    const path = join(project.cwd, 'out/named.json');
    const first = await project.decide('strict', ...named);
    const before = readFileSync(path, 'utf8');
    project.put('project/call.json', { ...HARMLESS, args: { another: 'call' } });
    const second = await project.decide('strict', ...named);
    expect([saidBy(first), saidBy(second)]).toEqual(['allow', 'allow']);
    expect(readFileSync(path, 'utf8')).toBe(before);
    for (const { json = {} } of [first, second]) expect(belongTogether(project, json)).toBe(true);
  });

  test('is replaced elsewhere, as by the reference', async () => {
    using project = new GatedProject();
    for (const _ of [1, 2]) {
      const ran = await project.decide('standard', '--trace-out', 'named.json');
      expect(ran.json).toMatchObject({ verdict: 'allow', trace_path: 'named.json' });
    }
    expect(filesOf(project, 'named')).toEqual(['named.json']);
  });
});

test('a trace of an earlier event, or a link in its place, is left alone', async () => {
  using project = new GatedProject();
  await project.trust();
  const { json = {} } = await project.decide('standard');
  const name = String(json['trace_path']);
  const before = readFileSync(join(project.cwd, name), 'utf8');
  // Without a document of its own: one beside it would be taken for its own.
  const strict = await project.decide('strict');
  expect(strict.json?.['trace_path']).not.toBe(name);
  expect(belongTogether(project, strict.json ?? {})).toBe(true);
  expect(readFileSync(join(project.cwd, name), 'utf8')).toBe(before);
  expect(existsSync(join(project.cwd, name.replace('.json', '.decision.json')))).toBe(false);

  using other = new GatedProject();
  const target = join(other.root, 'elsewhere.json');
  symlinkSync(target, join(other.cwd, name));
  expect((await other.decide('standard')).json).toMatchObject({ verdict: 'allow' });
  expect(existsSync(target)).toBe(false);
});

describe('evidence that cannot be written whole', () => {
  test.each(['approval-audit-out', 'decision-out', 'trace-out'])(
    'leaves none of it, and no trace above all: --%s',
    async (flag) => {
      using project = new GatedProject(APPROVAL);
      await project.trust();
      const before = readdirSync(project.cwd);
      // A file stands where its folder would have to be.
      const ran = await project.decide('strict', `--${flag}`, 'call.json/named.json');
      expect([ran.exit, ran.json?.['verdict']]).toEqual([3, 'block']);
      expect(ran.json?.['trace_path']).toBeUndefined();
      expect(readdirSync(project.cwd)).toEqual(before);
    },
  );

  test('leaves no trace when the record of the credential fails', async () => {
    using project = new GatedProject(
      'schema_version: 1.0.0\nrules:\n  - {name: a, effect: allow, require_broker_credential: true}\n',
    );
    project.put('project/taken/file', '');
    const ran = await project.decide(
      'standard',
      ...['--credential-broker', 'stub', '--credential-evidence-out', 'taken'],
    );
    expect(ran.json?.['verdict']).toBeUndefined();
    expect(ran.exit).not.toBe(0);
    expect(filesOf(project, 'trace_')).toEqual([]);
  });

  test('leaves no trace when the stopped call cannot be written down', async () => {
    using project = new GatedProject();
    project.put('project/.gait-out/keep', '');
    const { tool_name: tool } = HARMLESS;
    await project.run(['kill-switch', 'add', '--tool-name', tool, '--reason', 'incident']);
    mkdirSync(join(project.cwd, '.gait-out/kill_switch_journal.jsonl'));
    const ran = await project.decide('standard');
    expect(ran.exit).not.toBe(0);
    expect(filesOf(project, 'trace_')).toEqual([]);
  });
});
