import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { findingsText, readFramework, validateFramework, type Framework } from '@gait/agents';
import { readTree } from '@gait/local';
import { encodeFrameworkPack } from '../apps/cli/src/krci/install/framework-pack.ts';
import { selectWanted } from '../apps/cli/src/krci/install/select-wanted.ts';
import { ROOT } from './source-files.ts';

/**
 * The framework of `assets/framework` as the executable holds it. The gate of every build: assets
 * with one error are not built in, those of the optional packs neither.
 *
 * @param assets absolute folder; default that of this checkout
 * @throws Error with the findings
 */
export function packFramework(assets: string = join(ROOT, 'assets')): Uint8Array {
  const framework = readSound(join(assets, 'framework'));
  for (const pack of readdirSync(join(assets, 'packs'), { withFileTypes: true }))
    if (pack.isDirectory()) readSound(join(assets, 'packs', pack.name));
  const { tree } = framework;
  const source = { origin: 'builtin', version: '', publisher: '', tree };
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
  return encodeFrameworkPack(tree, agents, whole, (bytes) => deflateRawSync(bytes, { level: 9 }));
}

function readSound(folder: string): Framework {
  const framework = readFramework(readTree(folder, { folder }));
  const report = validateFramework(framework);
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || framework.agents.size === 0) {
    const plain = (text: string): string => text;
    const prose = (text: string): readonly string[] => [text];
    const lines = findingsText(errors, { bad: plain, warn: plain, dim: plain, prose });
    throw new Error(
      `${folder} is not built in, it has ${errors.length} errors and ${framework.agents.size} agents:\n${lines.join('\n')}`,
    );
  }
  return framework;
}
