import { writeSync } from 'node:fs';

/** One line on standard output. */
export function print(line: string): void {
  writeSync(1, `${line}\n`);
}
