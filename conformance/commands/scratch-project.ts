import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A project as a developer has it, with a home folder beside it. */
export interface ScratchProject extends Disposable {
  readonly project: string;
  readonly home: string;
  /** Nanoseconds since 1970 of the last decision: a gate lets no clock go backwards. */
  readonly clock: { time: bigint };
}

/** So long ago that all decisions of a measurement lie before now. */
const EARLIER_MS = 30 * 24 * 3_600_000;

const DATA = join(import.meta.dirname, 'project');

/** Files of which only the name matters. */
const FILLED: Readonly<Record<string, string>> = {
  '.env': 'API_KEY=none\n',
  '.env.example': 'API_KEY=\n',
  '.git/HEAD': 'ref: refs/heads/main\n',
  'README.md': '# Shop\n',
  'tsconfig.json': '{}\n',
  'src/cart.js': 'export const total = (items) => items.length;\n',
  'src/index.js': 'console.log(1);\n',
  'src/cart.ts': 'export const total = 0;\n',
  'shop/__init__.py': '__version__ = "1.4.0"\n',
  'shop/cart.py': 'def total(items):\n    return len(items)\n',
  'shop/models.py': 'class Item:\n    pass\n',
  'src/shop/cart.py': 'def total(items):\n    return len(items)\n',
  'src/main.rs': 'fn main() {}\n',
  'tests/cart.test.ts': 'test("adds", () => {});\n',
  'tests/test_cart.py': 'def test_total():\n    assert True\n',
  'scripts/report.js': 'console.log("nothing sold");\n',
  'scripts/report.py': 'print("nothing sold")\n',
  'test/cart_test.rb': 'puts 1\n',
  'docker-compose.yml':
    'services:\n  api:\n    build: .\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./src:/app/src\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n',
  'fix.patch':
    '--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -1 +1 @@\n-export const total = 0;\n+export const total = 1;\n',
  artisan: '<?php\n',
  'manage.py': 'print("shop")\n',
  'data/names.txt': 'ada\nbo\n',
  'packages/api/package.json':
    '{"name": "api", "scripts": {"test": "vitest run", "build": "tsc -b", "typecheck": "tsc --noEmit"}}\n',
  'packages/web/package.json':
    '{"name": "@acme/web", "scripts": {"test": "vitest run", "build": "vite build"}}\n',
};

/** Policies let agents write below /tmp: a home folder there would be theirs as well. */
const PLACE = '/var/tmp';

/**
 * Makes the project of this folder's data in a temporary folder. Disposing removes it. `bare`: with
 * nothing in it, as for commands that were written for other projects.
 */
export function makeScratchProject(bare = false): ScratchProject {
  const place = existsSync(PLACE) ? PLACE : tmpdir();
  const root = realpathSync(mkdtempSync(join(place, 'gait-commands-')));
  const project = join(root, 'shop');
  const home = join(root, 'home');
  mkdirSync(home);
  mkdirSync(join(project, '.git', 'hooks'), { recursive: true });
  if (!bare) {
    cpSync(DATA, project, { recursive: true });
    // A folder called .git cannot be part of a repository.
    renameSync(join(project, 'git-config'), join(project, '.git', 'config'));
  }
  for (const [name, text] of Object.entries(bare ? {} : FILLED)) {
    const path = join(project, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return {
    project,
    home,
    clock: { time: BigInt(Date.now() - EARLIER_MS) * 1_000_000n },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
