import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { readFramework } from '../graph/read-framework.ts';
import { projectFramework } from '../levels/project-framework.ts';
import { agentText, lampTree, TRIM } from '../testing/lamp-framework.ts';
import { planFixes } from './plan-fixes.ts';
import { validateFramework } from './validate-framework.ts';

/** A text with parts cut out, doubled and replaced by what is hard to read. */
function damaged(text: string): fc.Arbitrary<Uint8Array> {
  const splinter = fc.oneof(
    fc.constantFrom(
      '\0',
      '\t',
      '\r',
      '\n',
      '---\n',
      '&a ',
      '*a',
      '<<: ',
      '!!x ',
      '"',
      "'",
      '[',
      '{',
      ']',
      '}',
      ': ',
      '- ',
      '|',
      '>',
      '#',
      '\ufeff',
      '../',
      '`',
      '```',
      '<a>',
      '<!--',
      '](',
      '%',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const cut = fc.tuple(fc.nat(text.length), fc.nat(8), splinter);
  return fc.array(cut, { maxLength: 6 }).map((cuts) => {
    let out = text;
    for (const [at, length, part] of cuts) out = out.slice(0, at) + part + out.slice(at + length);
    return new TextEncoder().encode(out);
  });
}

const bytes = (text: string): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 6, arbitrary: damaged(text) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );

test('no bytes make a validation, a repair or a projection fail, and every finding has a place', () => {
  const skill = '---\nname: wick\ndescription: x\n---\n[a](b)\n';
  fc.assert(
    fc.property(
      bytes(agentText()),
      bytes(TRIM),
      bytes(skill),
      bytes('# [a](#b) <a>\n'),
      (agent, task, head, data) => {
        const framework = readFramework(
          lampTree({
            'agents/lamp.yaml': agent,
            'tasks/trim.md': task,
            'skills/wick/SKILL.md': head,
            'data/oils.md': data,
          }),
        );
        const { findings, counts, ok } = validateFramework(framework);
        expect(ok).toBe(counts.errors === 0);
        for (const { line, column, message, hint, file } of findings) {
          expect(line >= 1 && column >= 1).toBeTrue();
          expect([message, hint, file]).not.toContain('');
        }
        for (const plan of planFixes(framework.tree, findings))
          expect(plan.after).not.toEqual(plan.before);
        for (const level of [1, 2, 3, 4] as const)
          projectFramework(framework, framework.agents.keys(), level);
      },
    ),
    { numRuns: 300 },
  );
}, 30_000);

test('what is valid stays valid at every level', () => {
  fc.assert(
    fc.property(bytes(agentText()), bytes(TRIM), (agent, task) => {
      const framework = readFramework(
        lampTree({ 'agents/lamp.yaml': agent, 'tasks/trim.md': task }),
      );
      if (!validateFramework(framework).ok) return;
      for (const level of [1, 2, 3, 4] as const) {
        const { files } = projectFramework(framework, framework.agents.keys(), level);
        const tree = lampTree({
          'agents/lamp.yaml': undefined,
          'tasks/trim.md': undefined,
          'templates/log.md': undefined,
          'data/oils.md': undefined,
          ...Object.fromEntries(
            files.map((file) => [file.path.slice('.krci-ai/'.length), file.bytes]),
          ),
        });
        const report = validateFramework(readFramework(tree));
        expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    }),
    { numRuns: 250 },
  );
}, 30_000);
