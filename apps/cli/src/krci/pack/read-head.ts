import { join } from 'node:path';
import {
  CodedError,
  decodeRecord,
  isCodedError,
  list,
  parseJson,
  record,
  str,
  struct,
} from '@gait/canon';
import { isThere, readWhole } from '@gait/local';
import type { PackHead } from '@gait/registry';

/** What the author of a pack writes down beside its folders. */
export const PACK_HEAD_FILE = 'pack.json';

const headRecord = record('pack head', {
  name: str(),
  version: str(),
  publisher: str(),
  description: str(),
  requires: list(struct(record('requirement', { name: str(), version: str() }))),
});

/**
 * The head of a pack: `pack.json` of its folder, each part of it overridden by a flag.
 *
 * @throws CodedError `pack_build_invalid`, and those of files
 */
export function readPackHead(
  folder: string,
  flags: Readonly<Record<'name' | 'version' | 'publisher' | 'description', string>>,
): PackHead {
  const file = join(folder, PACK_HEAD_FILE);
  const written = isThere(file) ? decode(file) : undefined;
  const part = (name: keyof typeof flags): string =>
    flags[name] === '' ? (written?.[name] ?? '') : flags[name];
  return {
    name: part('name'),
    version: part('version'),
    publisher: part('publisher'),
    description: part('description'),
    requires: written?.requires ?? [],
  };
}

function decode(file: string): typeof headRecord.value {
  try {
    const value = parseJson(readWhole(file, { maxBytes: 64 * 1024 }), { where: { file } });
    return decodeRecord(headRecord, value, { unknown: 'refuse', where: { file } });
  } catch (error) {
    if (!isCodedError(error) || error.facts.reported === 'io_failure') throw error;
    throw new CodedError('pack_build_invalid', `${PACK_HEAD_FILE}: ${error.message}`, {
      hint: 'it holds name, version, publisher, description and requires',
      where: error.where,
      cause: error,
    });
  }
}
