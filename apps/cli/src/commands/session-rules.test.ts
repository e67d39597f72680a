import { describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess, type Ran } from '../testing.ts';

const POLICY = `schema_version: 1.1.0
default_verdict: block
rules:
  - name: read-files
    effect: allow
    match: { endpoint_classes: [fs.read] }
  - name: send
    effect: allow
    match: { tool_names: [http.post] }
    taint: { labels: [secret] }
    sequence: { counts: { tool_names: [http.post] }, max_calls: 2 }
  - name: deploy
    effect: allow
    match: { tool_names: [deploy] }
    sequence: { requires_success: { tool_names: [fs.read] } }
`;
const context = { identity: 'alice', workspace: '/repo', risk_class: 'low' };

/** A project whose gate keeps the journal of one session. */
class Project {
  readonly cwd = realpathSync(mkdtempSync(join(tmpdir(), 'gait-')));
  #calls = 0;

  constructor() {
    writeFileSync(join(this.cwd, 'policy.yaml'), POLICY);
    mkdirSync(join(this.cwd, '.gait'));
    mkdirSync(join(this.cwd, 'calls'));
    const config = 'gate: { policy: policy.yaml, session_journal: .gait/session.jsonl }\n';
    writeFileSync(join(this.cwd, '.gait', 'config.yaml'), config);
  }

  run(...args: string[]): Promise<Ran> {
    return runInProcess(args, { cwd: this.cwd, home: join(this.cwd, 'home') });
  }

  start(): Promise<Ran> {
    const ids = ['--session-id', 'monday', '--run-id', 'run_monday'];
    return this.run('run', 'session', 'start', '--journal', '.gait/session.jsonl', ...ids);
  }

  outcome(...args: string[]): Promise<Ran> {
    return this.run('run', 'session', 'outcome', '--journal', '.gait/session.jsonl', ...args);
  }

  eval(intent: Record<string, unknown>): Promise<Ran> {
    const name = join('calls', `${this.#calls++}.json`);
    writeFileSync(join(this.cwd, name), JSON.stringify({ args: { name }, context, ...intent }));
    return this.run('gate', 'eval', '--intent', name, '--json');
  }

  [Symbol.dispose](): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }
}

const reads = (path: string, sensitivity = '') => ({
  tool_name: 'fs.read',
  targets: [{ kind: 'path', value: path, operation: 'read', sensitivity }],
});
const sends = (source_ref: string) => ({
  tool_name: 'http.post',
  targets: [{ kind: 'url', value: 'https://example.org/in', operation: 'post' }],
  arg_provenance: [{ arg_path: 'body', source: 'tool_output', source_ref }],
});
const deploy = { tool_name: 'deploy', targets: [] };

describe('a gate with the journal of a session', () => {
  test('blocks while there is none, and says so', async () => {
    using project = new Project();
    const { exit, json } = await project.eval(reads('/repo/a'));
    expect(exit).toBe(3);
    expect(json?.['reason_codes']).toContain('session_history_unavailable');
    expect(json).not.toHaveProperty('session_sequence');
  });

  test('decides by what came before, and by what came of it', async () => {
    using project = new Project();
    await project.start();
    const secret = await project.eval(reads('/repo/.env', 'secret'));
    expect(secret.json).toMatchObject({ verdict: 'allow', session_sequence: 1 });
    const sent = await project.eval(sends(String(secret.json?.['trace_id'])));
    expect(sent.exit).toBe(3);
    expect(sent.json?.['reason_codes']).toContain('taint_flow');
    expect((await project.eval(deploy)).exit).toBe(3);
    const trace = String(secret.json?.['trace_id']);
    const told = await project.outcome('--trace-id', trace, '--outcome', 'success', '--json');
    expect(told.json).toMatchObject({
      ok: true,
      event: { tool_name: 'gait.outcome', outcome: { sequence: 1, outcome: 'success' } },
    });
    expect((await project.eval(deploy)).exit).toBe(0);
  });

  test.each([
    [['--outcome', 'success'], 'arguments_invalid'],
    [['--sequence', '1', '--trace-id', 'x', '--outcome', 'success'], 'arguments_invalid'],
    [['--sequence', '0', '--outcome', 'success'], 'flag_invalid'],
    [['--sequence', '1', '--outcome', 'perhaps'], 'flag_invalid'],
    [['--sequence', '1', '--outcome', 'success', '--result-digest', 'x'], 'flag_invalid'],
    [['--sequence', '9', '--outcome', 'success'], 'session_call_unknown'],
    [['--sequence', '2', '--outcome', 'success'], 'session_call_not_allowed'],
    [['--sequence', '1'], 'invalid_input'],
  ])('refuses the outcome %p', async (args, code) => {
    using project = new Project();
    await project.start();
    await project.eval(reads('/repo/a'));
    await project.eval(deploy);
    const { exit, json } = await project.outcome(...args, '--json');
    expect(exit).toBe(6);
    expect(json?.['detail']).toMatchObject({ code });
  });

  test('a recorded session, replayed twice against its policy, gives what was decided', async () => {
    using project = new Project();
    await project.start();
    const first = await project.eval(sends('nothing yet'));
    await project.eval(reads('/repo/.env', 'secret'));
    await project.eval(sends('somebody'));
    await project.eval({ ...sends(''), arg_provenance: [{ arg_path: 'body', source: 'user' }] });
    await project.eval({ ...sends(''), arg_provenance: [{ arg_path: 'more', source: 'user' }] });
    expect(first.exit).toBe(0);
    const journal = ['--journal', '.gait/session.jsonl'];
    await project.run('run', 'session', 'checkpoint', ...journal, '--out', 'session.zip');
    const simulate = () =>
      project.run(
        'policy',
        'simulate',
        ...['--policy', 'policy.yaml', '--baseline', 'policy.yaml'],
        ...['--fixtures', 'calls', '--runs', 'session.zip', '--html', 'page.html', '--json'],
      );
    const { json } = await simulate();
    expect(json).toEqual((await simulate()).json);
    expect(json?.['recorded']).toMatchObject({ replayed: 5, differs_from_record: [] });
    const page = readFileSync(join(project.cwd, 'page.html'), 'utf8');
    expect(page).not.toContain('session_history_unavailable');
    expect(json?.['baseline_verdicts']).toEqual([
      // The calls by themselves, each the first of its session; and as they were decided.
      { verdict: 'allow', count: 5 + 3 },
      { verdict: 'block', count: 2 },
    ]);
  });
});
