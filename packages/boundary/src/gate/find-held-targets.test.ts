import { describe, expect, test } from 'bun:test';
import { findHeldTargets, heldCodes } from './find-held-targets.ts';
import type { Guard } from './gate-setup.ts';
import { sampleGate, sampleIntent } from './testing/sample-gate.ts';

const POLICY = `
default_verdict: block
rules:
  - name: reads
    effect: allow
    match: {endpoint_classes: [fs.read]}
    endpoint: {path_denylist: ['**/.env', '.env'], action: block, reason_code: private_path}
    reason_codes: [read_allowed]
  - name: writes
    effect: allow
    match: {endpoint_classes: [fs.write]}
    endpoint: {path_denylist: ['**/.github/**'], action: require_approval, reason_code: guarded_path}
    reason_codes: [edit_allowed]
  - name: programs
    effect: require_approval
    match: {endpoint_classes: [proc.exec]}
    reason_codes: [command_needs_approval]
`;

const path = (value: string, of: string) => ({
  kind: 'path',
  value,
  operation: of === 'fs.read' ? 'read' : 'write',
  endpoint_class: of,
});
const step = (...targets: readonly object[]) => ({ tool_name: 'shell.exec', args: {}, targets });
const script = (...steps: readonly object[]) =>
  sampleIntent({
    tool_name: 'shell.exec',
    args: {},
    targets: steps.flatMap((one) => (one as { targets: object[] }).targets),
    script: { steps },
  });
const told = (guards: readonly Guard[], ...steps: readonly object[]) =>
  findHeldTargets(sampleGate(POLICY, { profile: 'strict', guards }), script(...steps)).map(
    ({ target, verdict, codes }) => [target.value, verdict, codes],
  );

describe('of a call that is held', () => {
  test('the things that hold it are found, the strictest first, with their codes alone', () => {
    const program = { kind: 'other', value: 'x', operation: 'exec', endpoint_class: 'proc.exec' };
    const found = told(
      [],
      step(path('/repo/a', 'fs.read'), path('/repo/.env', 'fs.read')),
      step(path('/repo/b', 'fs.write'), path('/repo/.github/ci.yml', 'fs.write')),
      step(program),
    );
    expect(found.map(([value, verdict]) => [value, verdict])).toEqual([
      ['/repo/.env', 'block'],
      ['/repo/.github/ci.yml', 'require_approval'],
      ['x', 'require_approval'],
    ]);
    expect(found[0]?.[2]).toEqual(['endpoint_path_denied', 'private_path']);
    expect(found[1]?.[2]).toEqual(['endpoint_path_denied', 'guarded_path']);
    expect(found[2]?.[2]).toContain('command_needs_approval');
  });

  test('what a guard is against is blocked, and what a rule would ask for is not told', () => {
    const guard: Guard = {
      name: 'g',
      judge: ({ targets }) => {
        const isIt = targets?.some(({ value }) => value.endsWith('ci.yml')) === true;
        return { reasonCodes: isIt ? ['self_protection_policy'] : [], violations: [] };
      },
    };
    const found = told(
      [guard],
      step(path('/r/b', 'fs.write'), path('/r/.github/ci.yml', 'fs.write')),
    );
    expect(found).toEqual([['/r/.github/ci.yml', 'block', ['self_protection_policy']]]);
  });

  test('a thing that stands there twice is told once, and many are not all tried', () => {
    const many = Array.from({ length: 300 }, (_, at) => path(`/r/${at}/.env`, 'fs.read'));
    expect(told([], step(...many, ...many))).toHaveLength(64);
    expect(told([], step(path('/r/.env', 'fs.read'), path('/r/.env', 'fs.read')))).toHaveLength(1);
  });
});

test('codes of rules that let through are no grounds, unless a rule that holds gives them, too', () => {
  const { policy } = sampleGate(POLICY);
  const outcome = { matchedRule: 'reads,writes', reasonCodes: ['edit_allowed', 'private_path'] };
  expect(heldCodes({ policy }, outcome)).toEqual(['private_path']);
  const both = sampleGate(
    `${POLICY}  - {name: held, effect: block, match: {}, reason_codes: [edit_allowed]}\n`,
  );
  expect(heldCodes({ policy: both.policy }, { ...outcome, matchedRule: 'held,writes' })).toEqual([
    'edit_allowed',
    'private_path',
  ]);
});
