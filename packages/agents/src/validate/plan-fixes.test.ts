import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { readFramework } from '../graph/read-framework.ts';
import { applyEdits, toByteEdits } from '../reader/byte-edits.ts';
import { agentText, lampTree, TRIM } from '../testing/lamp-framework.ts';
import { validateLamp, type Files } from '../testing/validate-lamp.ts';
import { planFixes } from './plan-fixes.ts';

const FOLDER = '.krci-ai/';

/** Texts after the repairs, by path below the framework. */
function fixed(files: Files): Readonly<Record<string, string>> {
  const { findings } = validateLamp(files);
  const plans = planFixes(readFramework(lampTree(files)).tree, findings);
  return Object.fromEntries(
    plans.map(({ path, after }) => [
      path.slice(FOLDER.length),
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(after),
    ]),
  );
}

describe('safe repairs', () => {
  test.each<[string, Files, Readonly<Record<string, string>>]>([
    ['take a byte order mark off', { 'tasks/trim.md': `\ufeff${TRIM}` }, { 'tasks/trim.md': TRIM }],
    [
      'end the last line',
      { 'agents/lamp.yaml': agentText().trimEnd() },
      { 'agents/lamp.yaml': agentText() },
    ],
    [
      'end it as the others end',
      { 'tasks/trim.md': TRIM.trimEnd().replaceAll('\n', '\r\n') },
      { 'tasks/trim.md': TRIM.replaceAll('\n', '\r\n') },
    ],
    [
      'make all breaks alike',
      { 'tasks/trim.md': `${TRIM}é\r\nx\n` },
      { 'tasks/trim.md': `${TRIM}é\nx\n` },
    ],
    [
      'spell the path of a task',
      { 'agents/lamp.yaml': agentText({ tasks: '  tasks:\n    - "trim.md" # the one' }) },
      {
        'agents/lamp.yaml': agentText({
          tasks: '  tasks:\n    - ./.krci-ai/tasks/trim.md # the one',
        }),
      },
    ],
    [
      'correct case and folder',
      {
        'tasks/trim.md': TRIM.replace('- oils.md', '- Oil/OILS.md').replace(
          'data/oils.md',
          'data/old/oils.md#oils',
        ),
      },
      { 'tasks/trim.md': TRIM.replace('data/oils.md', 'data/oils.md#oils') },
    ],
  ])('%s', (_, files, after) => {
    expect(fixed(files)).toEqual(after);
  });

  test('are all made at once, and nothing is left to repair', () => {
    const files: Files = {
      'tasks/trim.md': `\ufeff${TRIM.replace('- oils.md', '- Oils.md').replace('# Trim', '# é\r\n')}x`,
    };
    const after = { ...files, ...fixed(files) };
    expect(validateLamp(after).findings.filter(({ fix }) => fix !== undefined)).toEqual([]);
    expect(fixed(after)).toEqual({});
  });

  test('leave a file that is not UTF-8 alone', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(TRIM), 0xff]);
    expect(validateLamp({ 'tasks/trim.md': bytes }).findings.map(({ code }) => code)).toContain(
      'bom',
    );
    expect(fixed({ 'tasks/trim.md': bytes })).toEqual({});
  });

  test('guess nothing where several could be meant', () => {
    const text = TRIM.replace('- oils.md', '- x/oil.md');
    expect(
      fixed({ 'tasks/trim.md': text, 'data/a/oil.md': 'x\n', 'data/b/oil.md': 'x\n' }),
    ).toEqual({});
  });
});

test('edits of a text are the same as edits of its bytes', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.string({ unit: 'grapheme', maxLength: 6 }),
          fc.string({ unit: 'grapheme', maxLength: 4 }),
        ),
        { maxLength: 6 },
      ),
      fc.boolean(),
      (parts, bom) => {
        let text = '';
        let wanted = '';
        const edits = parts.map(([old, next], index) => {
          text += `${index}`;
          wanted += `${index}`;
          const edit = { start: text.length, end: text.length + old.length, text: next };
          text += old;
          wanted += next;
          return edit;
        });
        const mark = bom ? '\ufeff' : '';
        const bytes = new TextEncoder().encode(mark + text);
        const after = applyEdits(bytes, toByteEdits(text, bom, edits));
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(after)).toBe(
          (mark + wanted).toWellFormed(),
        );
      },
    ),
  );
});
