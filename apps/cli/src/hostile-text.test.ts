import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';
import { COMMANDS } from './table.ts';
import { runInProcess } from './testing.ts';

/** Begins a line, colours itself with a code that this product uses too, turns the direction of writing. */
const HOSTILE =
  'x\nFORGED ok\r\u001b[32mPWNED\u001b[0m\t\u009b31m\u0007\u202e\u2066\u200e\u200f\u061c\u2028';
const NAME = HOSTILE.replaceAll('\t', '');
/** What of it reaches the terminal. */
const SHOWN = 'x\\nFORGED ok\\r\\u001b[32mPWNED\\u001b[0m';

const OWN_STYLES = new RegExp(`${String.fromCharCode(27)}\\[(?:0|1|2|31|32|33)m`, 'gu');
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'gait-')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(cwd, name), content);
  return name;
}

const runInput = put(
  `${NAME}.json`,
  JSON.stringify({
    run: { run_id: 'run_h', created_at: '2026-02-01T00:00:00Z', env: {}, timeline: [] },
    intents: [
      { intent_id: HOSTILE, tool_name: HOSTILE, args: { path: HOSTILE } },
      { intent_id: 'second', tool_name: 'fs.read', args: {} },
    ],
    results: [
      { intent_id: HOSTILE, status: HOSTILE, result: { verdict: HOSTILE } },
      { intent_id: HOSTILE, status: 'ok', result: {} },
      { intent_id: `${HOSTILE}2`, status: HOSTILE, result: {} },
    ],
    refs: {},
  }),
);
const trace = put(
  `${NAME}.trace.json`,
  JSON.stringify({
    schema_id: 'gait.gate.trace',
    schema_version: '1.0.0',
    created_at: '2026-02-01T00:00:00Z',
    producer_version: HOSTILE,
    trace_id: HOSTILE,
    tool_name: HOSTILE,
    args_digest: 'a'.repeat(64),
    intent_digest: 'b'.repeat(64),
    policy_digest: 'c'.repeat(64),
    verdict: 'allow',
    signature: { alg: 'ed25519', key_id: HOSTILE, sig: 'AAAA' },
    [HOSTILE]: 1,
  }),
);

/** A call, or a script of calls, that does all it can to be read as something else. */
function putIntent(name: string, script: object): string {
  const intent = {
    created_at: '2026-02-01T00:00:00Z',
    tool_name: HOSTILE,
    args: { [HOSTILE]: HOSTILE },
    targets: [{ kind: 'path', value: HOSTILE, operation: HOSTILE }],
    arg_provenance: [{ arg_path: HOSTILE, source: 'user' }],
    context: { identity: HOSTILE, workspace: HOSTILE, risk_class: HOSTILE, job_id: HOSTILE },
    ...script,
  };
  return put(name, JSON.stringify(intent));
}
const call = putIntent(`${NAME}.call.json`, {});
const script = putIntent(`${NAME}.script.json`, {
  script: { steps: [{ tool_name: HOSTILE, args: { [HOSTILE]: HOSTILE }, targets: [] }] },
});
const policy = put(`${NAME}.policy.yaml`, 'default_verdict: require_approval\n');

put(`${NAME}.mcp.json`, JSON.stringify({ mcpServers: { [HOSTILE]: {} } }));
const served = `served-${NAME}`;
mkdirSync(join(cwd, served));
put(
  join(served, '.mcp.json'),
  JSON.stringify({ mcpServers: { [HOSTILE]: { command: `none-${HOSTILE}` } } }),
);
put(`${NAME}.agents_delete.py`, `Tool(run)\nagent(tools=[run], name="mail.send")\n`);

/** Rules, and tests of them, that are hostile in every text they can have. */
const ruled = put(
  `${NAME}.ruled.yaml`,
  JSON.stringify({
    default_verdict: 'block',
    rules: [
      {
        name: HOSTILE,
        effect: 'allow',
        match: { tool_names: [HOSTILE, `${HOSTILE}*`], identities: [`${HOSTILE}2`] },
        endpoint: { path_denylist: [`./${HOSTILE}`], domain_allowlist: [`https://${HOSTILE}`] },
        reason_codes: [HOSTILE],
      },
      {
        name: `${HOSTILE}3`,
        effect: 'block',
        match: { target_kinds: [HOSTILE], workspace_prefixes: [HOSTILE] },
      },
      {
        name: `${HOSTILE}4`,
        priority: 2,
        effect: 'require_approval',
        match: { risk_classes: [HOSTILE] },
        reason_codes: [HOSTILE],
        violations: [HOSTILE],
        freeze_window: {
          timezone: HOSTILE,
          windows: [{ name: HOSTILE, start: HOSTILE, end: 'x' }],
        },
      },
    ],
  }),
);
const suite = put(
  `${NAME}.test.yaml`,
  JSON.stringify({
    context: { identity: HOSTILE, workspace: HOSTILE, risk_class: HOSTILE },
    tests: [
      {
        name: HOSTILE,
        intent: { tool_name: HOSTILE },
        verdict: 'allow',
        matched_rule: `${HOSTILE}x`,
        reason_codes: [`${HOSTILE}y`],
      },
    ],
  }),
);
const decisions = put(
  'traces-hostile.jsonl',
  [1, 2]
    .map(() =>
      JSON.stringify({
        schema_id: 'gait.gate.evidence',
        schema_version: '1.0.0',
        trace: JSON.parse(readFileSync(join(cwd, trace), 'utf8')) as unknown,
        decision: { schema_id: HOSTILE, verdict: HOSTILE },
      }),
    )
    .join('\n') + '\n',
);

/** The runpack with an entry of a hostile name that its manifest does not list. */
function addEntry(zip: string): void {
  const archive = openZip(bytesSource(readFileSync(join(cwd, zip))));
  const name = Buffer.from(HOSTILE);
  // The writer refuses such names: written with another of the same length, and replaced.
  const innocent = Buffer.from('é'.padEnd(name.length - 1, 'x'));
  const files = archive.entries.map((entry) => ({
    path: entry.name,
    data: readEntry(archive, entry),
  }));
  const bytes = Buffer.from(
    writeZip([...files, { path: innocent.toString(), data: new Uint8Array(1) }]),
  );
  for (let at = bytes.indexOf(innocent); at >= 0; at = bytes.indexOf(innocent))
    name.copy(bytes, at);
  put(EXTRA, bytes);
}

const hostilePolicy = put(
  `${NAME}.hostile.yaml`,
  JSON.stringify({ rules: [{ name: HOSTILE, effect: 'allow', reason_codes: [HOSTILE] }] }),
);
const unknownField = put(`${NAME}.unknown.yaml`, JSON.stringify({ [HOSTILE]: HOSTILE }));
const RUN = `${NAME}/runpack_run_h.zip`;
const EXTRA = `${NAME}.extra.zip`;
const KEYS = `${NAME}.keys`;
const PRIVATE = `${KEYS}/gait_private.key`;
const PUBLIC = `${KEYS}/gait_public.key`;
const JOURNAL = `${NAME}.jsonl`;
const PACK = `${NAME}.pack.zip`;
const GUARD = `${NAME}.guard.zip`;
const nowhere = `./${NAME}.nowhere`;
const TOKEN = `${NAME}.delegation.json`;
const REGISTRY = `${NAME}.scripts.json`;
const SIGNED = ['--key-mode', 'prod', '--private-key', PRIVATE];
const APPROVED = ['--intent', call, '--policy', policy, '--ttl', '1h', '--approver', HOSTILE];

const SWITCHES = `${NAME}.switches.json`;

/** Command lines in an order in which each finds what those before it wrote. */
const LINES: readonly (readonly [command: string, ...args: string[]])[] = [
  ['keys init', '--out-dir', KEYS],
  ['keys init', '--out-dir', KEYS],
  ['keys rotate', '--out-dir', KEYS],
  ['keys verify', '--private-key', PRIVATE, '--public-key', PUBLIC],
  ['keys verify', '--private-key', nowhere],
  ['run record', '--input', runInput, '--out-dir', NAME, '--private-key', PRIVATE],
  ['run record', nowhere],
  ['run record', trace],
  ['run inspect', RUN],
  ['run inspect', './' + EXTRA],
  ['run inspect', '--profile', 'compat', './' + EXTRA],
  ['run inspect', nowhere],
  ['run receipt', RUN],
  ['run diff', RUN, RUN],
  ['run diff', RUN, './' + EXTRA],
  ['run replay', RUN],
  ['run replay', '--real-tools', '--unsafe-real-tools', '--allow-tools', NAME, RUN],
  ['run reduce', '--from', RUN, '--predicate', 'non_ok_status', '--out', `${NAME}.reduced.zip`],
  ['run reduce', '--from', RUN],
  ['migrate', RUN, '--out', `${NAME}.migrated.zip`],
  ['verify', RUN, '--public-key', PUBLIC],
  ['verify', './' + EXTRA],
  ['verify', '--profile', 'compat', './' + EXTRA],
  ['verify', nowhere],
  ['verify', RUN, '--trust', nowhere],
  ['verify', RUN, '--profile', HOSTILE],
  ['trace verify', trace, '--public-key', PUBLIC],
  ['trace verify', '--profile', 'compat', trace, '--public-key', PUBLIC],
  ['pack build', '--type', 'run', '--from', RUN, '--out', PACK, '--private-key', PRIVATE],
  ['pack build', '--type', HOSTILE, '--from', RUN],
  ['pack verify', PACK],
  ['pack verify', './' + EXTRA],
  ['pack verify', '--profile', 'compat', './' + EXTRA],
  ['pack inspect', PACK],
  ['pack diff', PACK, RUN],
  ['pack diff', PACK, nowhere],
  ['pack export', PACK, '--otel-out', `${NAME}.otel.jsonl`],
  ['guard pack', '--run', RUN, '--out', GUARD, '--case-id', HOSTILE],
  ['guard verify', GUARD],
  ['guard verify', './' + EXTRA],
  ['verify chain', '--run', RUN, '--trace', trace, '--pack', GUARD, '--public-key', PUBLIC],
  ['run session start', '--journal', JOURNAL, '--session-id', HOSTILE, '--run-id', HOSTILE],
  ['run session start', '--journal', JOURNAL, '--session-id', HOSTILE, '--run-id', 'run_h'],
  ['run session append', '--journal', JOURNAL, '--tool', HOSTILE, '--verdict', 'allow'],
  ['run session append', '--journal', JOURNAL, '--tool', 't', '--verdict', HOSTILE],
  ['run session outcome', '--journal', JOURNAL, '--sequence', '1', '--outcome', HOSTILE],
  ['run session outcome', '--journal', JOURNAL, '--trace-id', HOSTILE, '--outcome', 'success'],
  ['run session status', '--journal', JOURNAL],
  ['run session checkpoint', '--journal', JOURNAL, '--out', `${NAME}.cp.zip`],
  ['run inspect', `./${NAME}_chain.json`],
  ['verify session-chain', `./${NAME}_chain.json`, '--journal', JOURNAL],
  ['run session compact', '--journal', JOURNAL, '--dry-run'],
  ['run session compact', '--journal', nowhere],
  ['run session seal', '--journal', JOURNAL, '--private-key', PRIVATE],
  ['capture', '--from', RUN, '--out', `${NAME}.capture.json`],
  ['regress init', '--from', RUN],
  ['regress add', '--from', `${NAME}.capture.json`, '--name', 'other'],
  ['regress add', '--from', './' + EXTRA],
  ['regress init', '--from', RUN, '--name', HOSTILE],
  ['regress run', '--exec', 'false', '--filter', HOSTILE],
  ['regress run', '--exec', `printf '${NAME.replaceAll("'", '')}'; exit 3`],
  ['regress bootstrap', '--from', RUN, '--name', 'third'],
  ['approve', ...APPROVED, '--reason-code', HOSTILE, '--out', `${NAME}.token.json`, ...SIGNED],
  ['approve', ...APPROVED, '--reason-code', HOSTILE, '--deny', '--dry-run', ...SIGNED],
  ['approve', ...APPROVED, '--intent-digest', HOSTILE],
  ['approve', ...APPROVED, '--ttl', HOSTILE],
  ['approve', '--revoke', HOSTILE, '--revocations', `${NAME}.revoked.json`, ...SIGNED],
  ['approve', '--revoke', HOSTILE, '--revocations', call],
  [
    'approve-script',
    ...['--policy', policy, '--intent', script, '--registry', REGISTRY, '--pattern-id', HOSTILE],
    ...['--approver', HOSTILE, '--scope', HOSTILE, ...SIGNED],
  ],
  ['list-scripts', '--registry', REGISTRY, '--public-key', PUBLIC],
  ['list-scripts', '--registry', call],
  [
    'delegate mint',
    ...[
      '--delegator',
      HOSTILE,
      '--delegate',
      HOSTILE,
      '--scope',
      HOSTILE,
      '--scope-class',
      HOSTILE,
    ],
    ...['--ttl', '1h', '--out', TOKEN, ...SIGNED],
  ],
  ['delegate verify', '--token', TOKEN, '--public-key', PUBLIC],
  ['delegate verify', '--token', TOKEN, '--public-key', PUBLIC, '--delegate', HOSTILE + 'x'],
  ['delegate verify', '--token', call, '--public-key', PUBLIC],
  ['trust', policy],
  ['trust', nowhere],
  ['trust list'],
  ['untrust', policy],
  ['untrust', HOSTILE],
  ['init', '--template', HOSTILE],
  ['init', '--setup', '--dry-run', '--out', `${NAME}.gait.yaml`],
  ['init', '--out', `${NAME}.gait.yaml`, '--force'],
  ['check', '--policy', `${NAME}.gait.yaml`],
  ['check', '--policy', `${NAME}.gait.yaml`, '--strict'],
  ['check', '--policy', nowhere],
  ['policy init', HOSTILE],
  ['policy init', 'low', '--out', `${NAME}.yaml`],
  [
    'kill-switch add',
    '--state',
    SWITCHES,
    '--tool-name',
    HOSTILE,
    '--reason',
    HOSTILE,
    '--entry-id',
    HOSTILE,
  ],
  ['kill-switch add', '--state', SWITCHES, '--expires-at', HOSTILE],
  ['kill-switch list', '--state', SWITCHES],
  ['kill-switch list', '--state', nowhere],
  [
    'gate eval',
    '--policy',
    ruled,
    '--intent',
    call,
    '--trace-out',
    `${NAME}.decided.json`,
    '--kill-switch-state',
    SWITCHES,
  ],
  [
    'gate eval',
    '--policy',
    policy,
    '--intent',
    script,
    '--simulate',
    '--trace-out',
    `${NAME}.simulated.json`,
  ],
  ['gate eval', '--policy', nowhere, '--intent', nowhere],
  ['gate eval', '--policy', policy, '--intent', call, '--profile', HOSTILE],
  ['gate serve', '--policy', nowhere],
  ['gate serve', '--policy', policy, '--listen', HOSTILE],
  [
    'kill-switch expire',
    '--state',
    SWITCHES,
    '--entry-id',
    HOSTILE,
    '--expires-at',
    '2027-01-01T00:00:00Z',
  ],
  ['kill-switch disable', '--state', SWITCHES, '--entry-id', HOSTILE],
  ['kill-switch disable', '--state', SWITCHES, '--entry-id', `${HOSTILE}2`],
  ['mcp verify', '--policy', policy, '--server', call],
  ['mcp verify', '--policy', policy, '--server', nowhere],
  ['policy validate', hostilePolicy],
  ['policy validate', unknownField],
  ['policy fmt', hostilePolicy],
  ['policy fmt', unknownField],
  ['policy fmt', hostilePolicy, '--write'],
  ['policy test', ruled, call],
  ['policy test', ruled, script],
  ['policy test', ruled, nowhere],
  ['policy test', ruled, '--suite', suite, '--junit', `${NAME}.junit.xml`],
  ['policy simulate', '--policy', ruled, '--baseline', policy, '--fixtures', call],
  [
    'policy simulate',
    ...['--policy', policy, '--baseline', ruled, '--fixtures', call, '--traces', trace],
    ...['--runs', RUN, '--html', `${NAME}.page.html`],
  ],
  ['policy simulate', '--policy', ruled, '--baseline', policy, '--fixtures', nowhere],
  ['policy lint', ruled],
  ['policy coverage', ruled, '--suite', suite, '--traces', trace, '--min', '100'],
  ['policy coverage', ruled, '--fixtures', call, '--min', HOSTILE],
  ['policy explain', ruled],
  ['policy explain', ruled, call, '--all'],
  ['policy explain', ruled, script],
  ['trace show', trace],
  ['trace show', trace, '--public-key', PUBLIC],
  ['trace show', trace, '--id', HOSTILE, '--export', `${NAME}.exported`],
  ['trace show', decisions],
  ['trace show', nowhere],
  ['doctor', '--workdir', nowhere, '--output-dir', NAME, '--private-key', nowhere],
  ['hook', '--harness', HOSTILE, '--project', nowhere],
  ['hooks install', '--harness', HOSTILE, '--project', nowhere],
  ['hooks status', '--harness', HOSTILE],
  ['hooks probe', '--project', nowhere],
  ['hooks remove', '--project', nowhere],
  ['hooks seal', '--harness', HOSTILE],
  ['mcp proxy', '--policy', ruled, '--call', nowhere],
  ['mcp bridge', '--policy', ruled, '--call', nowhere],
  ['mcp scan', '--project', served],
  ['mcp install', '--project', served],
  ['mcp remove', '--project', served],
  ['mcp trust', HOSTILE],
  ['hooks warm', '--idle', HOSTILE],
  ['approvals list'],
  ['approvals show', HOSTILE],
  ['approvals approve', HOSTILE],
  ['approvals deny', HOSTILE],
  ['approvals clear'],
  ['approvals watch'],
  ['ui', '--project', nowhere],
  ['demo', HOSTILE],
  ['version', HOSTILE],
  ['completion', HOSTILE],
];

test('no text of an artifact or argument begins a line, sets a colour or turns the writing, in any command', async () => {
  mkdirSync(join(cwd, NAME));
  const shownBy = new Set<string>();
  for (const [command, ...args] of LINES) {
    for (const env of [{}, { NO_COLOR: '1' }]) {
      const ran = await runInProcess([...command.split(' '), ...args], {
        cwd,
        env,
        home: join(cwd, 'home'),
        terminal: true,
      });
      for (const text of [ran.stdout, ran.stderr]) {
        const about = `${command} ${JSON.stringify(args)}:\n${JSON.stringify(text)}`;
        expect(text.includes('\u001b[32mPWNED') ? about : '').toBe('');
        expect(/^FORGED/mu.test(text) ? about : '').toBe('');
        const own = 'NO_COLOR' in env ? text : text.replace(OWN_STYLES, '');
        expect(OBEYED.test(own) ? about : '').toBe('');
        if (text.includes(SHOWN)) shownBy.add(command);
      }
    }
    if (command === 'run record' && args.includes(runInput)) addEntry(RUN);
  }
  expect(Object.keys(COMMANDS).filter((path) => !LINES.some(([line]) => line === path))).toEqual(
    [],
  );
  // The vector reached the text of all commands but those that print nothing of what they are given.
  const silent = LINES.map(([command]) => command).filter((command) => !shownBy.has(command));
  expect([...new Set(silent)]).toEqual([
    'run receipt',
    'approvals list',
    'approvals clear',
    'approvals watch',
    'demo',
    'version',
  ]);
}, 60_000);

test('words of the command line that nobody knows are shown, not obeyed', async () => {
  for (const words of [
    [HOSTILE],
    ['run', HOSTILE],
    ['help', HOSTILE],
    ['verify', `--${HOSTILE}`],
  ]) {
    const { exit, stdout, stderr } = await runInProcess(words, { cwd, terminal: true });
    expect(exit).toBe(6);
    expect(`${stdout}${stderr}`).toContain(SHOWN);
    expect(OBEYED.test(`${stdout}${stderr}`.replace(OWN_STYLES, ''))).toBe(false);
    expect(/^FORGED|\u001b\[32mPWNED/mu.test(`${stdout}${stderr}`)).toBe(false);
  }
});
