import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError, decodeBase64, decodeUtf8Loose, isCodedError } from '@gait/canon';
import { openZip } from '@gait/evidence';
import { openFileSource, type FileSource } from './file-source.ts';

/** What a command is about to write; evidence of another kind is not replaced. */
export type OutputKind = 'runpack' | 'pack' | 'other';

/** A file that a command is about to write. */
export interface PlannedOutput {
  /** Absolute path. */
  readonly path: string;
  readonly kind: OutputKind;
}

const LONGEST_KEY = 64 * 1024;

/**
 * Refuses outputs that would destroy what cannot be made again: a file that the same command
 * reads, a private key, or a runpack or pack where something else is to be written. Looks at
 * content, not at names. Every profile refuses: a verdict can be repeated, a key cannot.
 *
 * @param inputs absolute paths of the files that the command was given; missing ones are skipped
 * @throws CodedError `output_unsafe`; `file_permission`, `file_read` where the file that is there
 *   cannot be looked at
 */
export function checkOutputs(outputs: readonly PlannedOutput[], inputs: readonly string[]): void {
  const given = inputs.map(identityOf);
  const seen = new Set<string>();
  for (const { path, kind } of outputs) {
    const file = resolve(path);
    if (seen.has(file)) throw unsafe(file, 'two outputs of this command have the same name');
    seen.add(file);
    const identity = identityOf(file);
    if (identity === undefined) continue;
    if (given.includes(identity)) throw unsafe(file, 'this command reads that file');
    const found = evidenceAt(file);
    if (found !== undefined && found !== kind) throw unsafe(file, `a ${found} is there`);
  }
}

/** Device and number of a plain file: two names, or a link, may lead to the same one. */
function identityOf(path: string): string | undefined {
  try {
    const about = statSync(path, { bigint: true });
    return about.isFile() ? `${about.dev}:${about.ino}` : undefined;
  } catch {
    return undefined;
  }
}

function evidenceAt(file: string): 'private key' | 'runpack' | 'pack' | undefined {
  let source: FileSource;
  try {
    source = openFileSource(file);
  } catch (error) {
    // Gone meanwhile: nothing is lost.
    if (isCodedError(error) && error.code === 'file_missing') return undefined;
    throw error;
  }
  try {
    return isPrivateKey(source) ? 'private key' : containerKind(source);
  } finally {
    source.close();
  }
}

function isPrivateKey(source: FileSource): boolean {
  if (source.size === 0 || source.size > LONGEST_KEY) return false;
  const text = decodeUtf8Loose(source.read(0, source.size)).trim();
  if (text.startsWith('-----BEGIN')) return /^-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text);
  return decodeBase64(text)?.length === 64;
}

/** By the letters that a zip begins with, and what lies in it. */
function containerKind(source: FileSource): 'runpack' | 'pack' | undefined {
  const start = source.read(0, 2);
  if (start[0] !== 0x50 || start[1] !== 0x4b) return undefined;
  try {
    const archive = openZip(source);
    if (archive.find('pack_manifest.json') !== undefined) return 'pack';
    return archive.find('manifest.json') === undefined ? undefined : 'runpack';
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

function unsafe(file: string, why: string): CodedError {
  return new CodedError('output_unsafe', `${file} is not overwritten: ${why}`, {
    hint: 'name another file, or move that one away first',
    where: { file },
  });
}
