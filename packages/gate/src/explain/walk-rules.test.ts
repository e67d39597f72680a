import { expect, test } from 'bun:test';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decide } from '../decide/decide.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { walkRules } from './walk-rules.ts';

const OPTIONS = { now: 0n, profile: 'standard' } as const;

test('rules are walked for the reading that decides', () => {
  const compiled = compilePolicy(
    parsePolicy(`schema_version: 1.1.0
default_verdict: block
tool_classes: {run_it: proc.exec, look: fs.read}
rules:
- {name: commands, priority: 1, effect: block, match: {endpoint_classes: [proc.exec]}}
- {name: reads, priority: 2, effect: allow, match: {endpoint_classes: [fs.read]}}
`),
  );
  const walk = (tool_name: string, endpoint_class: string) => {
    const targets = [{ kind: 'path', value: '/x', endpoint_class }];
    const prepared = prepareIntent(plainIntent({ tool_name, targets }), {
      policyClasses: compiled.toolClasses,
    });
    const [call] = walkRules(compiled, prepared, OPTIONS);
    expect(call?.verdict).toBe(decide(compiled, prepared, OPTIONS).verdict);
    return call?.rules.find(({ fate }) => fate === 'decided')?.rule.name;
  };
  expect(walk('run_it', 'fs.read')).toBe('commands');
  expect(walk('look', 'fs.read')).toBe('reads');
  expect(walk('look', 'proc.exec')).toBe('commands');
});
