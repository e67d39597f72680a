import { afterAll, describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeRecord,
  generateKeyPair,
  parsePrivateKey,
  prettyJson,
  type JsonObject,
} from '@gait/canon';
import {
  buildDecisionDocument,
  buildTrace,
  decisionDigest,
  decisionRecord,
  outcomeRecord,
  signOutcome,
  signTrace,
  traceEventIdOf,
  traceIdOf,
  traceRecord,
  type CallOutcome,
} from '@gait/evidence';
import { runInProcess, type Ran } from '../testing.ts';

const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'gait-')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const pair = generateKeyPair('ed25519');
const key = parsePrivateKey(pair.privateKey);
writeFileSync(join(cwd, 'public.key'), pair.publicKey);
const KEYS = ['--public-key', 'public.key'];

const DIGEST = 'a'.repeat(64);

/** A signed decision with its document, and what became of the call. */
function decision(tool: string, verdict: string, second: number, outcome?: CallOutcome) {
  const observed_at = `2026-03-05T12:00:0${second}Z`;
  const trace_id = traceIdOf(DIGEST, DIGEST, verdict);
  const shared = {
    created_at: '2026-03-05T12:00:00Z',
    producer_version: '1.4.0',
    policy_digest: DIGEST,
    intent_digest: DIGEST,
    args_digest: DIGEST,
    verdict,
  };
  const document = buildDecisionDocument({
    ...shared,
    trace_id,
    event_id: traceEventIdOf(trace_id, observed_at),
    profile: 'strict',
    policy_verdict: verdict,
    reason_codes: ['no_deletes'],
    violations: [],
    matched_rules: ['block-deletes'],
    evaluated_at: observed_at,
    inputs: {},
    approvals: [],
    delegations: [],
    limits: null,
    agent_set: null,
    sequence: null,
    step_count: 0,
  });
  const trace = signTrace(
    key,
    buildTrace({
      fields: { ...shared, tool_name: tool },
      observedAt: BigInt(Date.parse(observed_at)) * 1_000_000n,
      policyId: 'gait.gate.policy',
      policyVersion: '1.0.0',
      identity: 'alice',
      sessionId: '',
      delegation: null,
      evidenceDigest: decisionDigest(document),
    }),
  );
  const statement =
    outcome === undefined
      ? undefined
      : signOutcome(key, trace, {
          createdAt: '2026-03-05T12:01:00Z',
          producerVersion: '1.4.0',
          outcome,
        });
  return {
    trace: encodeRecord(traceRecord, trace),
    decision: encodeRecord(decisionRecord, document),
    ...(statement === undefined ? {} : { outcome: encodeRecord(outcomeRecord, statement) }),
  };
}

function put(name: string, json: JsonObject): string {
  writeFileSync(join(cwd, name), prettyJson(json));
  return name;
}

/** The files of one decision, named `name.json` and so on. */
function putDecision(name: string, parts: ReturnType<typeof decision>): string {
  put(`${name}.decision.json`, parts.decision);
  if (parts.outcome !== undefined) put(`${name}.outcome.json`, parts.outcome);
  return put(`${name}.json`, parts.trace);
}

const run = (...args: string[]): Promise<Ran> => runInProcess(['trace', ...args], { cwd });
const codesOf = ({ json }: Ran): unknown[] =>
  ((json?.['refusals'] ?? []) as { code: string }[]).map(({ code }) => code);

const blocked = decision('fs.delete', 'block', 1, 'refused');
const file = putDecision('blocked', blocked);
const journal = 'traces-gate-0001.jsonl';
const lines = [blocked, decision('fs.read', 'allow', 2), decision('fs.read', 'allow', 3)];
const SCHEMA = { schema_id: 'gait.gate.evidence', schema_version: '1.0.0' };
writeFileSync(
  join(cwd, journal),
  lines.map((line) => `${JSON.stringify({ ...SCHEMA, ...line })}\n`).join(''),
);

describe('trace show', () => {
  test('shows a decision with its document and its outcome, and verifies all with a key', async () => {
    const ran = await run('show', file, ...KEYS);
    expect(ran.exit).toBe(0);
    for (const text of ['block', 'fs.delete', 'block-deletes', 'no_deletes', 'refused']) {
      expect(ran.stdout).toContain(text);
    }
    expect(ran.stdout).toContain('verifies, with its decision document');
    expect((await run('show', file)).stdout).toContain('not verified');
  });

  test('lists the decisions of a journal, and finds one by its event', async () => {
    const all = await run('show', journal, '--json');
    expect(all.json).toMatchObject({ decisions_total: 3, verdicts: { allow: 2, block: 1 } });
    const event = String(lines[2]?.decision['event_id']);
    const one = await run('show', journal, '--id', event, '--json', ...KEYS);
    expect(one.json).toMatchObject({
      ok: true,
      decisions_total: 1,
      decisions: [
        {
          place: `${journal}:3`,
          event_id: event,
          verified: true,
          matched_rules: ['block-deletes'],
          decision_document: { status: 'verified' },
        },
      ],
    });
    const none = await run('show', journal, '--id', 'nobody', '--json');
    expect(none.exit).toBe(6);
    expect(none.json?.['detail']).toMatchObject({ code: 'trace_not_found' });
  });

  test('does not read a last line that was never finished', async () => {
    const torn = 'traces-torn-0001.jsonl';
    writeFileSync(join(cwd, torn), readFileSync(join(cwd, journal)));
    appendFileSync(join(cwd, torn), '{"trace": {"schema');
    expect((await run('show', torn, '--json')).json).toMatchObject({ decisions_total: 3 });
    rmSync(join(cwd, torn));
  });

  test('fails when one of many does not verify', async () => {
    const forged = 'traces-forged-0001.jsonl';
    const text = readFileSync(join(cwd, journal), 'utf8');
    writeFileSync(
      join(cwd, forged),
      text.replace('"tool_name":"fs.read"', '"tool_name":"fs.list"'),
    );
    const ran = await run('show', forged, ...KEYS);
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain('1 do not verify');
    rmSync(join(cwd, forged));
  });

  test('writes the decisions of a journal as files that verify strictly, and overwrites none', async () => {
    const ran = await run('show', journal, '--export', 'out', '--json');
    expect(ran.json?.['exported']).toHaveLength(7);
    const names = readdirSync(join(cwd, 'out'));
    const traces = names.filter((name) => /^trace_\w+\.json$/u.test(name));
    expect(traces).toHaveLength(3);
    for (const name of traces) {
      const checked = await run('verify', `out/${name}`, '--profile', 'strict', '--json', ...KEYS);
      expect(checked.json).toMatchObject({ ok: true, decision_document: { status: 'verified' } });
    }
    const again = await run('show', journal, '--export', 'out', '--json');
    expect(again.json?.['detail']).toMatchObject({ code: 'file_exists' });
  });

  test('writes nothing under an id that leads elsewhere', async () => {
    const hostile = put('hostile.json', { ...blocked.trace, trace_id: '../../x' });
    const ran = await run('show', hostile, '--export', 'elsewhere', '--json');
    expect(ran.json?.['detail']).toMatchObject({ code: 'path_unsafe' });
  });
});

describe('trace verify', () => {
  test('answers as before where a trace stands alone', async () => {
    const alone = put('alone.json', { ...blocked.trace, relationship: {} });
    const { json } = await run('verify', alone, '--json', ...KEYS);
    expect(json).not.toHaveProperty('decision_document');
    expect(json).not.toHaveProperty('outcome');
  });

  test('refuses a decision document that is another one', async () => {
    const name = putDecision('changed', blocked);
    put('changed.decision.json', { ...blocked.decision, reason_codes: ['fine'] });
    const ran = await run('verify', name, '--json', ...KEYS);
    expect(ran.exit).toBe(2);
    expect(codesOf(ran)).toEqual(['decision_document_mismatch']);
    expect(ran.json).toMatchObject({ decision_document: { status: 'failed' } });
    const compat = await run('verify', name, '--profile', 'compat', '--json', ...KEYS);
    expect(compat.exit).toBe(0);
    expect(compat.json?.['tolerated']).toHaveLength(1);
    const named = ['--decision', 'changed.decision.json', '--profile', 'compat', '--json'];
    expect((await run('verify', name, ...named, ...KEYS)).exit).toBe(2);
  });

  test('refuses in strict a document that is not there', async () => {
    const name = put('lonely.json', blocked.trace);
    const standard = await run('verify', name, '--json', ...KEYS);
    expect(standard.json).toMatchObject({ ok: true, decision_document: { status: 'missing' } });
    const strict = await run('verify', name, '--profile', 'strict', '--json', ...KEYS);
    expect(strict.exit).toBe(2);
    expect(codesOf(strict)).toEqual(['decision_document_missing']);
    const given = ['--decision', 'blocked.decision.json', '--profile', 'strict'];
    expect((await run('verify', name, ...given, ...KEYS)).exit).toBe(0);
  });

  test('refuses a statement that a blocked call ran', async () => {
    const name = putDecision('ran', decision('fs.delete', 'block', 5, 'executed'));
    const ran = await run('verify', name, '--json', ...KEYS);
    expect(ran.exit).toBe(2);
    expect(codesOf(ran)).toEqual(['outcome_contradicts']);
  });

  test('refuses a document that cannot be read', async () => {
    const name = putDecision('broken', blocked);
    put('broken.decision.json', { ...blocked.decision, more: 1 });
    expect(codesOf(await run('verify', name, '--json', ...KEYS))).toEqual(['record_unknown_field']);
  });
});

describe('recorded decisions', () => {
  test('show which rules of a policy were reached, of the same policy only', async () => {
    writeFileSync(join(cwd, 'p.yaml'), 'rules:\n- {name: block-deletes, effect: block}\n');
    const args = ['policy', 'coverage', 'p.yaml', '--traces', journal, '--json'];
    const ran = await runInProcess(args, { cwd });
    expect(ran.json).toMatchObject({
      percent: 0,
      recorded_decisions: 0,
      recorded_under_other_policies: 3,
    });
  });

  test('are replayed when their intent is known, and named when it is not', async () => {
    writeFileSync(join(cwd, 'p.yaml'), 'default_verdict: allow\n');
    writeFileSync(
      join(cwd, 'call.json'),
      '{"tool_name":"t","context":{"identity":"a","workspace":"/w","risk_class":"low"}}',
    );
    const args = ['policy', 'simulate', '--policy', 'p.yaml', '--baseline', 'p.yaml'];
    const more = ['--fixtures', 'call.json', '--traces', `${journal},${file}`, '--json'];
    const { json } = await runInProcess([...args, ...more], { cwd });
    expect(json?.['recorded']).toMatchObject({ calls_total: 4, replayed: 0, not_replayed: 4 });
  });
});

test('decisions of a folder are listed by time, whatever their files are called', async () => {
  mkdirSync(join(cwd, 'by-time'));
  putDecision('by-time/a', decision('third', 'allow', 9));
  putDecision('by-time/b', decision('first', 'block', 1));
  putDecision('by-time/c', decision('second', 'dry_run', 5));
  const { json } = await runInProcess(['trace', 'show', 'by-time', '--json'], { cwd });
  const decisions = json?.['decisions'] as readonly Record<string, unknown>[];
  expect(decisions.map((one) => one['tool_name'])).toEqual(['first', 'second', 'third']);
});
