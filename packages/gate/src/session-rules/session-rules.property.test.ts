import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decide } from '../decide/decide.ts';
import { isStricter } from '../decide/verdict-order.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent, type PrepareOptions } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { SessionEntry } from './session-call.ts';
import { addCall, EMPTY_HISTORY, extendHistory, type SessionHistory } from './session-history.ts';
import { sessionSteps } from './session-step.ts';

const TOOLS = ['fs.write', 'http.post'];
const LABELS = ['pii', 'secret'];
const KNOWN = ['ref_a', 'ref_b', 'ref_c'];
const subset = (words: readonly string[]) => fc.subarray([...words]);

const step = fc.record({
  tool: fc.constantFrom(...TOOLS),
  // Few kinds, so that several calls are of one.
  endpointClasses: fc.constantFrom(['fs.read'], ['net.http']),
  dataClasses: fc.constantFrom([], ['secret']),
  destructive: fc.constant(false),
  labels: subset(LABELS),
  places: subset(['path:/w/a', 'path:/w/b', 'domain:example.org']),
});

const callOf = (refs: readonly string[]) =>
  fc.record({
    kind: fc.constant('call' as const),
    refs: subset(refs),
    verdict: fc.constantFrom('allow', 'allow', 'allow', 'block', 'require_approval'),
    tool: fc.constantFrom(...TOOLS),
    steps: fc.option(fc.array(step, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 30 }),
  });

const outcomeOf = (outcomes: readonly ('success' | 'failure' | 'unknown')[], digests: string[]) =>
  fc.record({
    kind: fc.constant('outcome' as const),
    of: fc.integer({ min: 1, max: 12 }),
    outcome: fc.constantFrom(...outcomes),
    resultDigest: fc.constantFrom('', ...digests),
  });

type Drawn = { readonly kind: 'call' | 'outcome' };
const numbered = (entries: readonly Drawn[], from: number): SessionEntry[] =>
  entries.map((entry, at) => ({ ...entry, sequence: from + at }) as unknown as SessionEntry);

const hex = (digit: string) => digit.repeat(64);
const earlier = fc.array(
  fc.oneof(callOf(KNOWN), outcomeOf(['success', 'failure', 'unknown'], [hex('a'), hex('b')])),
  { maxLength: 8 },
);
/** Names and contents that no argument claims. A success may satisfy what demands one. */
const later = fc.array(
  fc.oneof(callOf(['fresh_a', 'fresh_b']), outcomeOf(['failure', 'unknown'], [hex('c')])),
  { maxLength: 6 },
);

const selector = fc
  .record({
    tool_names: subset(TOOLS),
    endpoint_classes: subset(['fs.read', 'fs.write', 'net.http']),
    data_classes: subset(LABELS),
    destructive: fc.constantFrom(null, true, false),
  })
  .map((lists) =>
    Object.fromEntries(
      Object.entries(lists).filter(([, value]) => value !== null && !isEmpty(value)),
    ),
  );
const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
const action = fc.constantFrom('block', 'require_approval');

const sequence = fc.oneof(
  fc.record({ after: selector, action }),
  fc.record({ requires_success: selector, action }),
  fc.record({ counts: selector, max_calls: fc.integer({ min: 1, max: 4 }), action }),
);
const taint = fc.record({ labels: fc.subarray(LABELS, { minLength: 1 }), action });

const rule = fc.record(
  {
    effect: fc.constantFrom('allow', 'allow', 'dry_run', 'require_approval'),
    match: fc.constantFrom(
      {},
      {},
      { tool_names: ['http.post'] },
      { endpoint_classes: ['fs.write'] },
    ),
    sequence,
    taint,
  },
  { requiredKeys: ['effect', 'match'] },
);
const rules = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .map((list) => list.map((one, at) => ({ ...one, name: `r${at}` })));

const provenance = fc.array(
  fc.record({
    arg_path: fc.constantFrom('a', 'b'),
    source: fc.constantFrom('user', 'tool_output', 'external', 'system'),
    source_ref: fc.constantFrom('', 'never', ...KNOWN),
    integrity_digest: fc.constantFrom('', hex('a'), hex('b'), hex('e')),
  }),
  { maxLength: 2 },
);
const targets = fc.subarray([
  { kind: 'url', value: 'https://example.org/x', endpoint_class: 'net.http' },
  { kind: 'path', value: '/w/a', endpoint_class: 'fs.read' },
  { kind: 'path', value: 'b', endpoint_class: 'fs.write', sensitivity: 'pii' },
]);
const asked = fc.record({
  tool_name: fc.constantFrom(...TOOLS),
  targets,
  arg_provenance: provenance,
});
const profile = fc.constantFrom('standard', 'strict') as fc.Arbitrary<'standard' | 'strict'>;

function prepare(intent: object, options: PrepareOptions) {
  const context = { identity: 'alice', workspace: '/w', risk_class: 'low' };
  return prepareIntent(
    decodeIntent({ ...structuredClone(intent), args: {}, context } as never),
    options,
  );
}

test('more history never makes a verdict laxer, nor do rules over history', () => {
  fc.assert(
    fc.property(rules, asked, earlier, later, profile, (list, intent, before, after, mode) => {
      const write = (written: readonly object[], version: string) =>
        compilePolicy(
          parsePolicy(
            JSON.stringify({ schema_version: version, default_verdict: 'allow', rules: written }),
          ),
        );
      const policy = write(list, '1.1.0');
      const bare = write(
        list.map(({ effect, match, name }) => ({ effect, match, name })),
        '1.0.0',
      );
      const prepared = prepare(intent, { profile: mode });
      const short = extendHistory(EMPTY_HISTORY, numbered(before, 1));
      const long = extendHistory(short, numbered(after, 100));
      const verdict = (session: SessionHistory) =>
        decide(policy, prepared, { now: 0n, profile: mode, session }).verdict;
      expect(isStricter(verdict(short), verdict(long))).toBe(false);
      const { verdict: without } = decide(bare, prepared, { now: 0n, profile: mode });
      expect(isStricter(without, verdict(short))).toBe(false);
      expect(verdict(short)).toBe(verdict(short));
    }),
    { numRuns: 3_000, seed: 11 },
  );
}, 60_000);

test('labels only grow with history, and entries one by one are entries at once', () => {
  fc.assert(
    fc.property(asked, earlier, later, profile, (intent, before, after, mode) => {
      const prepared = prepare(intent, { profile: mode });
      const entries = numbered(before, 1);
      const short = extendHistory(EMPTY_HISTORY, entries);
      expect(entries.reduce(addCall, EMPTY_HISTORY)).toEqual(short);
      const long = extendHistory(short, numbered(after, 100));
      const labels = (history: SessionHistory) => sessionSteps(prepared, history, mode)[0]!.labels;
      const grown = labels(long);
      for (const label of labels(short)) {
        expect(grown.includes(label) || grown.includes('*')).toBe(true);
      }
    }),
    { numRuns: 1_000, seed: 12 },
  );
}, 60_000);
