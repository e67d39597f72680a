import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildExecutables, packageVersion } from './build.ts';
import { ROOT, isTest, listFiles } from './source-files.ts';

/** When the newest file that enters the executable was changed, in milliseconds. */
function newestSource(): number {
  const files = ['packages', 'apps', 'assets'].flatMap((folder) => listFiles(folder));
  const built = [
    ...files.filter((file) => !isTest(file)),
    'package.json',
    'package-lock.json',
    'scripts/build.ts',
    'scripts/pack-framework.ts',
    'scripts/encode-framework-pack.ts',
    'scripts/refuse-faulty-assets.ts',
  ];
  return Math.max(...built.map((file) => statSync(join(ROOT, file)).mtimeMs));
}

/** Builds dist/ when it is absent or older than the source; answers with its path. */
export async function ensureBuilt(): Promise<string> {
  const out = join(ROOT, 'dist');
  const gait = join(out, process.platform === 'win32' ? 'gait.exe' : 'gait');
  if (existsSync(gait) && statSync(gait).mtimeMs >= newestSource()) return out;
  await buildExecutables({ out, version: packageVersion() });
  return out;
}
