import { basename, dirname, extname, join } from 'node:path';

/** The files around a journal. All of them are made from its path. */
export interface SessionFiles {
  readonly journal: string;
  /** Cached counters. */
  readonly state: string;
  /** Signed end of the session. */
  readonly seal: string;
  /** All checkpoints. */
  readonly chain: string;
  readonly lock: string;
  /** Held while one call of the session is decided. */
  readonly turn: string;
}

/** The files of a journal (gait-formats §2.13); relative paths stay relative. */
export function sessionFiles(journal: string): SessionFiles {
  const file = basename(journal);
  // Go takes everything from the last dot as extension, also in `.jsonl`.
  const extension = file.lastIndexOf('.') === 0 ? file : extname(file);
  const stem = file.slice(0, file.length - extension.length);
  return {
    journal,
    state: `${journal}.state.json`,
    seal: `${journal}.seal.json`,
    chain: join(dirname(journal), `${stem === '' ? 'session' : stem}_chain.json`),
    lock: `${journal}.lock`,
    turn: `${journal}.turn.lock`,
  };
}
