import { CodedError, sha256Hex } from '@gait/canon';
import type { BundleFault, BundleFile } from './bundle-file.ts';
import { mayBeProgram } from '../tree/asset-places.ts';
import { END_LINE, startLine } from './delimiters.ts';
import { findCollisions, judgePath } from './judge-path.ts';
import { printManifest } from './manifest.ts';
import { encodeSection } from './section-encoding.ts';

/** Files under a heading of their own; agents and their tasks have none. */
export interface BundlePart {
  readonly heading?: string;
  readonly files: readonly BundleFile[];
}

const INTRODUCTION = [
  '# Agents bundle',
  '',
  'Agents, and what they work with, in one file: paste it into a chat, or unpack it with',
  '`krci-ai unbundle`. Each file stands between a line that names its path and a line that ends it.',
  'An agent names its tasks by path, and a task its templates and data: each of them is a file below.',
  'To take on an agent, read its file, follow its activation steps, and offer its commands.',
].join('\n');

/**
 * Writes a bundle: the same files in the same order are the same bytes, and `parseBundle` gives
 * each file back byte for byte. A reader of the reference's format gets the same files where they
 * are UTF-8 text with LF line ends, no blank line at the top and no line that looks like a
 * delimiter; the list of contents says of each how it is written.
 *
 * @param scope what was bundled, one line
 * @throws CodedError `bundle_path_unsafe`, `bundle_path_collision` for a name that could not be
 *   unpacked everywhere
 */
export function printBundle(parts: readonly BundlePart[], scope: string): Uint8Array {
  const files = parts.flatMap((part) => part.files);
  refuseBadNames(files.map(({ path }) => path));
  const bodies = new Map(files.map(({ path, content }) => [path, encodeSection(content)]));
  const entries = files.map(({ path, content, executable }) => ({
    path,
    ...(executable === true && mayBeProgram(path) ? { executable } : {}),
    sha256: sha256Hex(content),
    size: content.length,
    encoding: bodies.get(path)?.encoding ?? 'text',
  }));
  const pieces: Uint8Array[] = [];
  const line = (text: string): void => void pieces.push(Buffer.from(`${text}\n`));
  line(`${INTRODUCTION}\n\n${printManifest(entries, scope)}\n\n---\n`);
  for (const { heading, files: inside } of parts) {
    if (inside.length === 0) continue;
    if (heading !== undefined) line(`# ${heading}\n`);
    for (const file of inside) {
      line(startLine(file.path));
      pieces.push(bodies.get(file.path)?.bytes ?? file.content);
      line(`\n${END_LINE}\n`);
    }
  }
  return Buffer.concat(pieces);
}

function refuseBadNames(paths: readonly string[]): void {
  for (const path of paths) {
    const fault = judgePath(path, { allow: 'any' });
    if (fault !== undefined) throw refusal(fault.code, path, fault.why);
  }
  const [clash] = findCollisions(paths);
  if (clash !== undefined)
    throw refusal(
      'bundle_path_collision',
      clash.path,
      `on some systems it stands in the way of ${clash.other}`,
    );
}

function refusal(code: BundleFault['code'], path: string, why: string): CodedError {
  return new CodedError(code, `${JSON.stringify(path)} cannot be bundled: ${why}`, {
    hint: 'rename the file',
    where: { file: path },
  });
}
