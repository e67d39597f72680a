import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, isJsonObject, parseJson, sha256Hex } from '@gait/canon';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { stateHome, type Surroundings } from '../platform/homes.ts';

/*
 * What was asked, in a line, for the person of this machine alone: evidence keeps digests and
 * nothing else. It proves nothing, and nothing depends on it.
 */

/** What was asked, by the id of the event that was decided. */
export type AskedCalls = ReadonlyMap<string, string>;

/** Days that are kept. */
const MOST_DAYS = 14;
const LONGEST_LINE = 400;
const LONGEST_FILE = 64 * 1024 * 1024;
const DAY = /^\d{4}-\d\d-\d\d\.jsonl$/u;

function folderOf(project: string, at: Surroundings): string {
  return join(stateHome(at), 'asked', sha256Hex(project).slice(0, 16));
}

/**
 * Notes what was asked, without secrets. What cannot be written is missing on a page, and holds
 * nothing up.
 *
 * @param day `YYYY-MM-DD`
 */
export function noteAsked(
  project: string,
  {
    day,
    eventId,
    asked,
  }: { readonly day: string; readonly eventId: string; readonly asked: string },
  at: Surroundings,
): void {
  const folder = folderOf(project, at);
  const file = join(folder, `${day}.jsonl`);
  const line = `${JSON.stringify({ e: eventId, a: asked.slice(0, LONGEST_LINE) })}\n`;
  try {
    if (!isThere(file)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const name of daysIn(folder).slice(MOST_DAYS - 1)) rmSync(join(folder, name));
    }
    appendFileSync(file, line, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

/** What was asked lately in a project. */
export function readAsked(project: string, at: Surroundings): AskedCalls {
  const found = new Map<string, string>();
  const folder = folderOf(project, at);
  if (!isThere(folder)) return found;
  for (const name of daysIn(folder)) {
    for (const line of linesOf(join(folder, name))) {
      const [event, asked] = entryOf(line);
      if (event !== '') found.set(event, asked);
    }
  }
  return found;
}

/** Newest first. */
function daysIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => DAY.test(name))
    .toSorted()
    .toReversed();
}

function linesOf(file: string): readonly string[] {
  try {
    return Buffer.from(readWhole(file, { maxBytes: LONGEST_FILE }))
      .toString('utf8')
      .split('\n');
  } catch (error) {
    if (isCodedError(error)) return [];
    throw error;
  }
}

/** A line that was cut, as by a power cut, says nothing. */
function entryOf(line: string): readonly [string, string] {
  try {
    const entry = parseJson(line);
    if (!isJsonObject(entry)) return ['', ''];
    const { e, a } = entry;
    return typeof e === 'string' && typeof a === 'string' ? [e, a] : ['', ''];
  } catch (error) {
    if (isCodedError(error)) return ['', ''];
    throw error;
  }
}
