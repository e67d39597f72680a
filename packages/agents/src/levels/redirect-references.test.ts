import { expect, test } from 'bun:test';
import { readFramework } from '../graph/read-framework.ts';
import { lampTree, TRIM } from '../testing/lamp-framework.ts';
import type { Files } from '../testing/validate-lamp.ts';
import { validateFramework } from '../validate/validate-framework.ts';
import { projectFramework } from './project-framework.ts';

const LAMP = '.krci-ai/agents/lamp.yaml';
const TASK = '.krci-ai/tasks/trim.md';
const OILS = '.krci-ai/data/oils.md';

function project(files: Files, overridden: readonly string[], level: 2 | 4 = 4) {
  const framework = readFramework(lampTree(files));
  const { files: out } = projectFramework(framework, [LAMP], level, {
    overridden: new Set(overridden),
  });
  return Object.fromEntries(out.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
}

test('paths lead to what overrides: in lists, links and prose, and nothing else changes', () => {
  const text = `${TRIM}\nSee \`.krci-ai/data/oils.md\` and ./.krci-ai/data/oils.md. Not x.krci-ai/data/oils.md, .krci-ai/data/oils.md.bak, a/.krci-ai/data/oils.md\n`;
  const out = project({ 'tasks/trim.md': text }, [OILS, TASK]);
  const local = '.krci-ai/local/data/oils.md';
  expect(out[TASK]).toBe(
    text
      .replace(`(./${OILS})`, `(./${local})`)
      .replace(`\`${OILS}\` and ./${OILS}.`, `\`${local}\` and ./${local}.`),
  );
  expect(out[LAMP]).toContain('- ./.krci-ai/local/tasks/trim.md\n');
});

test('front matter that names a path, relative links and names with blanks are followed', () => {
  const text = `---\ndependencies:\n  data: [./.krci-ai/data/oils.md, "my oils.md"]\n---\n# T\n\n[a](../data/oils.md#oils), [b](<./.krci-ai/data/my oils.md>)\n`;
  const out = project({ 'tasks/trim.md': text, 'data/my oils.md': '# x\n' }, [
    OILS,
    '.krci-ai/data/my oils.md',
  ]);
  expect(out[TASK]).toBe(
    `---\ndependencies:\n  data: [./.krci-ai/local/data/oils.md, "my oils.md"]\n---\n# T\n\n[a](./.krci-ai/local/data/oils.md#oils), [b](<./.krci-ai/local/data/my%20oils.md>)\n`,
  );
});

test('what a level leaves out stays its words', () => {
  expect(project({}, [OILS], 2)[TASK]).toContain('Choose one of the oils.');
});

test('a source with local files of its own is installed under the names of the framework', () => {
  const files = {
    'tasks/trim.md': TRIM.replace(`./${OILS}`, './.krci-ai/local/data/oils.md'),
    'local/data/oils.md': '# Ours\n',
  };
  expect(validateFramework(readFramework(lampTree(files))).findings).toEqual([]);
  const out = project(files, []);
  expect(out[TASK]).toBe(TRIM);
  expect(out[OILS]).toBe('# Ours\n');
});

test('a reference to a local file that is gone leads nowhere', () => {
  const files = { 'tasks/trim.md': TRIM.replace(`./${OILS}`, './.krci-ai/local/data/oils.md') };
  const { findings } = validateFramework(readFramework(lampTree(files)));
  expect(findings.map(({ code, fix }) => [code, fix?.[0]?.text])).toEqual([
    ['broken_link', './.krci-ai/data/oils.md'],
  ]);
});
