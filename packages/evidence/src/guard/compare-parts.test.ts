import { expect, test } from 'bun:test';
import { sampleTrace } from '../trace/testing/sample-trace.ts';
import { compareParts, type ChainParts } from './compare-parts.ts';
import type { GuardLinks, GuardTraceLink } from './guard-links.ts';

const RUN = { runId: 'run_a', manifestDigest: 'd'.repeat(64) };
const TRACE = sampleTrace({ run_id: 'run_a' });

function link(over: Partial<GuardTraceLink> = {}): GuardTraceLink {
  const { trace_id: traceId, tool_name: toolName, verdict } = TRACE;
  return {
    entry: 'trace_summary.json',
    traceId,
    toolName,
    verdict,
    intentDigest: '',
    policyDigest: '',
    ...over,
  };
}

function pack(over: Partial<GuardLinks> = {}, runId = 'run_a'): ChainParts['pack'] {
  const runIds = [{ entry: 'runpack_summary.json', runId }];
  const links = {
    runIds,
    manifestDigest: RUN.manifestDigest,
    traces: [link()],
    audits: [],
    ...over,
  };
  return { runId, links };
}

const judge = (parts: Partial<ChainParts>, profile: 'standard' | 'compat' = 'standard') =>
  compareParts({ run: RUN, trace: TRACE, pack: pack(), ...parts }, profile);
const entries = (parts: Partial<ChainParts>): readonly (string | undefined)[] =>
  judge(parts).refusals.map(({ entry }) => entry);

test('parts that name one run, one manifest and one trace belong together', () => {
  expect(judge({})).toEqual({ refusals: [], tolerated: [] });
});

test('a part that does not say what it is of belongs to any', () => {
  const silent = pack({ runIds: [], manifestDigest: '', traces: undefined }, '');
  expect(judge({ trace: sampleTrace(), pack: silent }).refusals).toEqual([]);
});

test('the trace of a session belongs to the runpacks of its checkpoints', () => {
  expect(entries({ run: { ...RUN, runId: 'run_a_cp_0002' }, pack: undefined })).toEqual([]);
  expect(entries({ run: { ...RUN, runId: 'run_a_copy' }, pack: undefined })).toEqual(['trace']);
});

test.each([
  ['a trace of another run', { trace: sampleTrace({ run_id: 'run_b' }) }, ['trace']],
  [
    'a pack of another run',
    { pack: pack({}, 'run_b') },
    ['pack!pack_manifest.json', 'pack!runpack_summary.json'],
  ],
  [
    'a pack of another recording of the run',
    { pack: pack({ manifestDigest: 'e'.repeat(64) }) },
    ['pack!runpack_summary.json'],
  ],
  ['a pack made from other traces', { pack: pack({ traces: [] }) }, ['pack!trace_summary.json']],
  [
    'a pack that tells another verdict',
    { pack: pack({ traces: [link({ verdict: 'block' })] }) },
    ['pack!trace_summary.json'],
  ],
  [
    'an approval of another intent',
    { pack: pack({ audits: [link({ entry: 'approval_audit_01.json', intentDigest: 'x' })] }) },
    ['pack!approval_audit_01.json'],
  ],
  [
    'an approval under another policy',
    { pack: pack({ audits: [link({ entry: 'approval_audit_01.json', policyDigest: 'x' })] }) },
    ['pack!approval_audit_01.json'],
  ],
] as const)('%s is refused, and under compat tolerated', (_, parts, places) => {
  expect(entries(parts)).toEqual([...places]);
  const compat = judge(parts, 'compat');
  expect(compat.refusals).toEqual([]);
  expect(compat.tolerated.every(({ code }) => code === 'chain_parts_disagree')).toBe(true);
  expect(compat.tolerated).toHaveLength(places.length);
});

test('what is said of other traces is not asked', () => {
  const other = link({ traceId: 'other', verdict: 'block', intentDigest: 'x' });
  expect(entries({ pack: pack({ traces: [link(), other], audits: [other] }) })).toEqual([]);
});
