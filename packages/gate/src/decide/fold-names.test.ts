import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError, type Json } from '@gait/canon';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { decideJson, instant } from '../testing/decide-json.ts';
import { addCall, EMPTY_HISTORY } from '../session-rules/session-history.ts';
import { EVALUATION_TIME, likelyIntent } from '../testing/likely-intents.ts';
import { likelyPolicy } from '../testing/likely-policies.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide } from './decide.ts';
import { foldedPolicy } from './fold-names.ts';
import { isStricter } from './verdict-order.ts';

const allowing = (rule: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  ...more,
  default_verdict: 'allow',
  rules: [{ name: 'r', effect: 'block', ...rule }],
});
const path = (value: string, kind = 'path') => ({ kind, value, endpoint_class: 'fs.read' });

describe('where names that differ only in case are one', () => {
  const ask = (
    policy: Record<string, unknown>,
    value: string,
    foldsCase: boolean,
    workspace = '/repo/app',
  ) =>
    decideJson(policy, {
      intent: { targets: [path(value)] },
      context: { workspace },
      profile: 'strict',
      foldsCase,
    }).verdict;

  test.each([
    ['a denied path', { effect: 'allow', endpoint: { path_denylist: ['/repo/app/.Env'] } }, '.ENV'],
    [
      'a denied name anywhere',
      { effect: 'allow', endpoint: { path_denylist: ['**/.ssh/**'] } },
      '/srv/a/.SSH/id',
    ],
    [
      'a denied pattern',
      { effect: 'allow', endpoint: { path_denylist: ['/etc/[A-Z]*'] } },
      '/ETC/passwd',
    ],
    [
      'a composed letter',
      { effect: 'allow', endpoint: { path_denylist: ['/repo/app/\u00e9'] } },
      'e\u0301',
    ],
    [
      'the inside of the workspace',
      { effect: 'allow', endpoint: { path_denylist: ['./**'] } },
      '/REPO/App/x',
    ],
    ['a value', { match: { target_values: ['/repo/app/Secret.txt'] } }, 'secret.TXT'],
    ['a destination', { match: { destination_values: ['/repo/app/x'] } }, '/repo/APP/x'],
  ])('%s is found in any of its spellings', (_, rule, value) => {
    expect(ask(allowing(rule), value, true)).toBe('block');
    expect(ask(allowing(rule), value, false)).toBe('allow');
  });

  test('a workspace is found in any of its spellings', () => {
    const policy = allowing({ match: { workspace_prefixes: ['/Repo/app'] } });
    expect(ask(policy, 'x', true, '/repo/APP')).toBe('block');
    expect(ask(policy, 'x', false, '/repo/APP')).toBe('allow');
    expect(ask(policy, 'x', true, '/repo/application')).toBe('allow');
  });

  test('what is allowed has to be allowed as it is written, too', () => {
    const policy = {
      default_verdict: 'block',
      rules: [{ name: 'r', effect: 'allow', endpoint: { path_allowlist: ['/repo/app/src/**'] } }],
    };
    expect(ask(policy, 'src/a', true)).toBe('allow');
    expect(ask(policy, 'SRC/a', true)).toBe('block');
  });

  test('a rule that allows a spelling opens nothing that another closes', () => {
    const policy = {
      default_verdict: 'block',
      rules: [
        { name: 'open', priority: 1, effect: 'allow', match: { target_values: ['/repo/app/A'] } },
        { name: 'shut', priority: 2, effect: 'block', match: { target_values: ['/repo/app/a'] } },
      ],
    };
    expect(ask(policy, '/repo/app/a', true)).toBe('block');
    expect(ask(policy, '/repo/app/A', true)).toBe('allow');
  });

  test('the answer says that this made it stricter, about the call as it came', () => {
    const policy = allowing({ match: { target_values: ['/repo/app/x'] } });
    const outcome = decideJson(policy, {
      intent: { targets: [path('X')] },
      profile: 'strict',
      foldsCase: true,
    });
    expect(outcome.reasonCodes).toEqual(['matched_rule_r', 'path_case_stricter']);
    expect(outcome.prepared.intent.targets?.[0]?.value).toBe('X');
  });

  test.each(['standard', 'compat', 'oss-prod'] as const)('%s compares as ever', (profile) => {
    const policy = allowing({ match: { target_values: ['/x'] } });
    const intent = { targets: [path('/X')] };
    expect(decideJson(policy, { intent, profile, foldsCase: true }).verdict).toBe('allow');
  });

  test.each(['standard', 'compat', 'oss-prod'] as const)(
    '%s compares as ever under a policy that lists tools, too',
    (profile) => {
      const policy = allowing(
        { match: { target_values: ['/x'] } },
        { schema_version: '1.1.0', tool_classes: { 'tool.write': 'fs.write' } },
      );
      const said = (given: 'strict' | typeof profile) =>
        decideJson(policy, { intent: { targets: [path('/X')] }, profile: given, foldsCase: true });
      expect(said(profile).verdict).toBe('allow');
      expect(said('strict').verdict).toBe('block');
    },
  );

  test('tainted data is kept from a path in any of its spellings', () => {
    const dataflow = {
      enabled: true,
      tainted_sources: ['external'],
      destination_values: ['/repo/app/X'],
      action: 'block',
    };
    const verdict = (foldsCase: boolean, source = 'external') =>
      decideJson(allowing({ effect: 'allow', dataflow }), {
        intent: {
          targets: [path('/repo/app/x')],
          arg_provenance: [{ arg_path: 'args.a', source }],
        },
        profile: 'strict',
        foldsCase,
      }).verdict;
    expect(verdict(true)).toBe('block');
    expect(verdict(true, 'user')).toBe('allow');
    expect(verdict(false)).toBe('allow');
  });

  describe('in a session in which a secret was put into a file', () => {
    const history = addCall(EMPTY_HISTORY, {
      kind: 'call',
      sequence: 1,
      refs: [],
      verdict: 'allow',
      tool: 'fs.write',
      steps: [
        {
          tool: 'fs.write',
          endpointClasses: ['fs.write'],
          dataClasses: [],
          destructive: false,
          labels: ['secret'],
          places: ['path:/repo/app/\u00e9'],
        },
      ],
    });
    const verdict = (taint: object, targets: readonly object[], foldsCase: boolean) =>
      decideJson(
        allowing(
          { effect: 'allow', taint: { labels: ['secret'], ...taint } },
          {
            schema_version: '1.1.0',
          },
        ),
        {
          intent: { targets, arg_provenance: [{ arg_path: 'args.a', source: 'user' }] },
          profile: 'strict',
          foldsCase,
          session: history,
        },
      ).verdict;

    test('it is found there in any spelling, under a rule that names no path', () => {
      const targets = [path('e\u0301'), { kind: 'url', value: 'https://example.org' }];
      expect(verdict({}, targets, true)).toBe('block');
      expect(verdict({}, targets, false)).toBe('allow');
    });

    test('it is kept from a destination in any spelling', () => {
      const taint = { destination_values: ['/repo/app/Out'] };
      const targets = [path('\u00e9'), path('/repo/app/out')];
      expect(verdict(taint, targets, true)).toBe('block');
      expect(verdict(taint, targets, false)).toBe('allow');
    });
  });

  test('names that are no paths are not folded, but nobody can tell which listed values are', () => {
    const verdict = (listed: string, value: string) =>
      decideJson(allowing({ match: { target_values: [listed] } }), {
        intent: { targets: [{ kind: 'queue', value }] },
        profile: 'strict',
        foldsCase: true,
      }).verdict;
    expect(verdict('prod', 'PROD')).toBe('allow');
    expect(verdict('Prod', 'prod')).toBe('block');
  });

  test('the steps of a script and the tools of a table are read so, too', () => {
    const policy = allowing(
      { match: { endpoint_classes: ['fs.write'], target_values: ['/repo/app/x'] } },
      { schema_version: '1.1.0', tool_classes: { put: 'fs.write' } },
    );
    const steps = [{ tool_name: 'put', args: {}, targets: [path('X')] }];
    const outcome = decideJson(policy, {
      intent: { script: { steps } },
      profile: 'strict',
      foldsCase: true,
    });
    expect(outcome.verdict).toBe('block');
  });
});

test('a policy that says nothing of paths is not asked twice', () => {
  const compiled = compilePolicy(parsePolicy('rules: [{name: a, effect: allow}]\n'));
  expect(foldedPolicy(compiled)).toBeUndefined();
  const paths = compilePolicy(
    parsePolicy('rules: [{name: a, effect: allow, match: {target_values: [/A]}}]\n'),
  );
  expect(foldedPolicy(paths)).toBe(foldedPolicy(paths) as never);
  expect(foldedPolicy(paths)?.digest).toBe(paths.digest);
});

test('no answer is laxer where names are folded', () => {
  const now = instant(EVALUATION_TIME);
  let cases = 0;
  for (let seed = 0; seed < 25; seed++) {
    const [policy] = fc.sample(likelyPolicy(10), { numRuns: 1, seed });
    const compiled = compilePolicy(parsePolicy(JSON.stringify(policy)));
    for (const intent of fc.sample(likelyIntent, { numRuns: 20, seed })) {
      try {
        const prepared = prepareIntent(decodeIntent(intent as Json), { profile: 'strict' });
        const ask = (foldsCase: boolean) =>
          decide(compiled, prepared, { now, profile: 'strict', foldsCase }).verdict;
        expect(isStricter(ask(false), ask(true))).toBeFalse();
        cases++;
      } catch (error) {
        if (!isCodedError(error)) throw error;
      }
    }
  }
  expect(cases).toBeGreaterThan(200);
});
