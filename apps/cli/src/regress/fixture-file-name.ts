import { isFixtureName } from '@gait/regress';

/** A fixture's name, or what stands for it where `compat` reads a name that is none, as a file name. */
export function fixtureFileName(fixture: string): string {
  return isFixtureName(fixture) ? fixture : Buffer.from(fixture).toString('hex').slice(0, 200);
}
