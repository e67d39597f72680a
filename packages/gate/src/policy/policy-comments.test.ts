import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { shortenPolicy } from './format-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import { policyTemplate, policyTemplateNames } from './policy-templates.ts';

const short = (text: string): string => shortenPolicy(text).formatted;
const RULES = '- name: a\n  effect: allow\n';
const HEAD = 'schema_id: gait.gate.policy\nschema_version: 1.0.0\ndefault_verdict: block\n';

describe('a shortened policy keeps its comments', () => {
  test.each([
    ['at the top', `# why\n# more\n${HEAD}`, `# why\n# more\n${HEAD}`],
    ['at the end', `${HEAD}rules: []\n# end\n`, `${HEAD}# end\n`],
    ['alone', '# nothing\n', `# nothing\n${HEAD.replace('block', 'require_approval')}`],
    ['before a field and behind it', `${HEAD}# r\nrules: # l\n${RULES}`, undefined],
    [
      'before a rule and in it',
      `${HEAD}rules:\n# first\n- name: a # n\n  # e\n  effect: allow\n`,
      undefined,
    ],
    [
      'of a rule with another first field',
      `${HEAD}rules:\n- effect: allow # e\n  # n\n  name: a\n`,
      `${HEAD}rules:\n# n\n- name: a\n  effect: allow # e\n`,
    ],
    [
      'of rules that change places',
      `${HEAD}rules:\n# late\n- {name: z, priority: 2, effect: allow} # z\n# soon\n- {name: a, priority: 1, effect: allow}\n`,
      `${HEAD}rules:\n# soon\n- name: a\n  priority: 1\n  effect: allow\n# late\n# z\n- name: z\n  priority: 2\n  effect: allow\n`,
    ],
    [
      'of items that are sorted and folded',
      `${HEAD}rules:\n${RULES}  match:\n    tool_names:\n    # second\n    - Y # why\n    - X # ex\n`,
      `${HEAD}rules:\n${RULES}  match:\n    tool_names:\n    - x # ex\n    # second\n    - "y" # why\n`,
    ],
    [
      'in and behind brackets',
      `${HEAD}rules:\n${RULES}  match: {tool_names: [b, # b\n    a], risk_classes: []} # all ]\n`,
      `${HEAD}rules:\n${RULES}  match: # all ]\n    tool_names:\n    - a\n    - b # b\n`,
    ],
    [
      'of what is left out, before what held it',
      `${HEAD}rules:\n${RULES}  # off\n  endpoint: # e\n    enabled: false # f\n  require_agent_owner: false # g\n`,
      `${HEAD}rules:\n# off\n# e\n# f\n# g\n${RULES}`,
    ],
    [
      'beside texts with a number sign',
      `${HEAD}rules:\n- name: '# no' # yes\n  effect: allow\n  reason_codes: ["a # b", c#d]\n`,
      `${HEAD}rules:\n- name: "# no" # yes\n  effect: allow\n  reason_codes:\n  - "a # b"\n  - "c#d"\n`,
    ],
    [
      'of tools',
      `schema_version: 1.1.0\ntool_classes:\n  # reads\n  Zed: fs.read # z\n  a: other\n`,
      `schema_id: gait.gate.policy\nschema_version: 1.1.0\ndefault_verdict: require_approval\ntool_classes:\n  a: other\n  # reads\n  zed: fs.read # z\n`,
    ],
    [
      'of what stands for something else',
      `${HEAD}rules:\n- &r # anchor\n  name: a\n  effect: allow\n- <<: *r # merged\n  priority: 1\n`,
      `${HEAD}rules:\n# anchor\n- name: a\n  effect: allow\n# merged\n- name: a\n  priority: 1\n  effect: allow\n`,
    ],
  ])('%s', (_, text, expected = text) => {
    expect(short(text)).toBe(expected);
    expect(short(expected)).toBe(expected);
  });

  test('also of text behind which a literal begins', () => {
    const text = `${HEAD}rules:\n- name: |- # note\n    two # not one\n    lines\n  effect: allow\n`;
    expect(short(text)).toContain('effect: allow');
    expect(short(text).match(/# note/gu)).toHaveLength(1);
    expect(parsePolicy(short(text))).toEqual(parsePolicy(text));
  });
});

test('wherever comments are put, each is kept once and the policy stays the same', () => {
  const names = policyTemplateNames();
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat({ max: 400 }), fc.boolean()), { minLength: 1, maxLength: 8 }),
      (name, places) => {
        const lines = (policyTemplate(name) ?? '').split('\n');
        for (const [n, [at, alone]] of places.entries()) {
          const line = at % lines.length;
          const mark = `# mark-${n}-of-8`;
          if (alone) lines.splice(line, 0, `  ${mark}`);
          else lines[line] += ` ${mark}`;
        }
        const text = lines.join('\n');
        const formatted = short(text);
        const count = (within: string, n: number): number =>
          within.split(`# mark-${n}-of-8`).length - 1;
        for (const n of places.keys()) expect(count(formatted, n)).toBe(1);
        expect(parsePolicy(formatted)).toEqual(parsePolicy(text));
        expect(shortenPolicy(formatted)).toEqual({ formatted, changed: false });
      },
    ),
    { numRuns: 150, seed: 9 },
  );
});
