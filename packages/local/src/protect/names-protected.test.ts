import { expect, test } from 'bun:test';
import { namesProtected } from './names-protected.ts';

test.each([
  `open('.gait.yaml', 'w').write('x')`,
  `join('.gait', 'config.yaml')`,
  `execFileSync('gait', ['trust'])`,
  `writeFileSync('.claude/settings.local.json', 'x')`,
  `path.join(root, '.codex', 'hooks.json')`,
  `Path('.qwen') / 'settings.json'`,
  `rename('.cline/plugins/gait.js', 'x')`,
])('a script that speaks of the gate is found: %j', (text) => {
  expect(namesProtected(text)).toBeTrue();
});

test.each([
  '',
  `console.log('hello')`,
  `readFileSync('settings.json')`,
  'a gaiter is no gate',
  `import { build } from './plugins/build.js'; // hooks`,
])('other scripts are not: %j', (text) => {
  expect(namesProtected(text)).toBeFalse();
});
