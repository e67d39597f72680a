import { readdirSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { CodedError, sortUtf8 } from '@gait/canon';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';

/**
 * The JSON files that a list of files and folders names, each once, in byte order: as the
 * reference finds them, so that the same list gives the same answer.
 *
 * @throws CodedError `invalid_input` (nothing named or found, not `.json`), `file_missing`
 */
export function findFixtures(context: Context, list: string): readonly string[] {
  const inputs = splitList(list);
  if (inputs.length === 0) {
    throw fault('missing required --fixtures <csv files/dirs>', 'name files or folders of intents');
  }
  const found = new Set<string>();
  for (const input of inputs) {
    const about = statSync(context.resolve(input), { throwIfNoEntry: false });
    if (about === undefined) {
      throw new CodedError('file_missing', `fixtures path: no such file or folder: ${input}`, {
        hint: 'check the path',
        where: { file: input },
      });
    }
    if (about.isDirectory()) {
      for (const path of jsonFilesBelow(context, normalize(input))) found.add(path);
    } else if (isJson(input)) found.add(normalize(input));
    else
      throw fault(`fixture file must be .json: ${input}`, 'name JSON files with one intent each');
  }
  if (found.size === 0) {
    throw fault(
      'no intent fixtures discovered from --fixtures',
      'put *.json files into the folder',
    );
  }
  return sortUtf8([...found]);
}

/** Links to folders are not entered: they may lead round in a circle. */
function jsonFilesBelow(context: Context, folder: string): readonly string[] {
  return readdirSync(context.resolve(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return jsonFilesBelow(context, path);
    return isJson(entry.name) ? [path] : [];
  });
}

function isJson(name: string): boolean {
  return name.toLowerCase().endsWith('.json');
}

function fault(message: string, hint: string): CodedError {
  return new CodedError('invalid_input', message, { hint, where: { field: '--fixtures' } });
}
