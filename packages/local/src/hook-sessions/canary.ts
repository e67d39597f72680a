import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from '../files/is-there.ts';
import { writeWhole } from '../files/write-whole.ts';
import { stateHome, type Surroundings } from '../platform/homes.ts';

/** What the name of every canary begins with; no honest command holds it. */
export const CANARY = 'gait-canary-';
const NAME = /gait-canary-[0-9a-f]{32}/u;

/** A call that only shows whether the gate is asked. It is always denied. */
export interface Canary {
  readonly name: string;
  /** True once a hook was asked about it. */
  readonly wasSeen: () => boolean;
  readonly forget: () => void;
}

function fileOf(name: string, at: Surroundings): string {
  return join(stateHome(at), 'canaries', name);
}

/** Expects a canary call. Nobody but this user can expect one: a gated call cannot write here. */
export function expectCanary(random: Uint8Array, at: Surroundings): Canary {
  const name = `${CANARY}${Buffer.from(random).toString('hex').slice(0, 32)}`;
  const file = fileOf(name, at);
  writeWhole(file, '', { makeFolders: true, sync: false });
  return {
    name,
    wasSeen: () => isThere(`${file}.seen`),
    forget: () => {
      rmSync(file, { force: true });
      rmSync(`${file}.seen`, { force: true });
    },
  };
}

/** True for a canary call that somebody waits for; notes that it was seen. */
export function meetCanary(text: string, at: Surroundings): boolean {
  if (!text.includes(CANARY)) return false;
  const name = NAME.exec(text)?.[0];
  if (name === undefined || !isThere(fileOf(name, at))) return false;
  writeWhole(`${fileOf(name, at)}.seen`, '', { sync: false });
  return true;
}
