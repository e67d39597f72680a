import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { readTree } from '@gait/local';
import { selectWanted } from '../apps/cli/src/krci/install/select-wanted.ts';
import { encodeFrameworkPack } from './encode-framework-pack.ts';
import { encodeRenderingPack } from './encode-rendering-pack.ts';
import { refuseFaultyAssets } from './refuse-faulty-assets.ts';
import { ROOT } from './source-files.ts';

/** A framework as the executable holds it. */
export interface PackedFramework {
  readonly assets: Uint8Array;
  /** What it becomes in every AI coding tool. */
  readonly rendering: Uint8Array;
}

/**
 * The framework of `assets/framework` as the executable holds it. The gate of every build: assets
 * with one error are not built in, those of the optional packs neither, and no file that nothing
 * would install.
 *
 * @param assets absolute folder; default that of this checkout
 * @throws Error with the findings
 */
export function packFramework(assets: string = join(ROOT, 'assets')): PackedFramework {
  for (const pack of readdirSync(join(assets, 'packs'), { withFileTypes: true }))
    if (pack.isDirectory()) refuseFaultyAssets(join(assets, 'packs', pack.name));
  const folder = join(assets, 'framework');
  refuseFaultyAssets(folder);
  const tree = readTree(folder, { folder });
  const source = { name: 'builtin', origin: 'builtin', version: '', publisher: '', tree };
  const { agents, wanted } = selectWanted(source, { level: 4, agents: 'all' });
  const changed = wanted.find(({ path, read }) => {
    const bytes = tree.read(path);
    return bytes === undefined || Buffer.compare(read(), bytes) !== 0;
  });
  // It would be installed in another form than it has here, and the pack has one form only.
  if (changed !== undefined) throw new Error(`${changed.path} links to what no agent needs`);
  const whole = new Set(wanted.map(({ path }) => path));
  const unused = [...tree.entries.values()].find(
    ({ path, kind }) => kind === 'file' && !whole.has(path),
  );
  if (unused !== undefined) throw new Error(`${unused.path} would never be installed`);
  return {
    assets: encodeFrameworkPack(tree, agents, whole, deflate),
    rendering: encodeRenderingPack(tree, deflate),
  };
}

function deflate(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 9 });
}
