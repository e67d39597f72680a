import { writeSync } from 'node:fs';
import { openTraceJournal } from '../open-trace-journal.ts';

/** Appends from sixteen callers until it is killed, and says each line that was acknowledged. */
const journal = openTraceJournal(process.argv[2] as string, { label: 'child' });

async function caller(name: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const line = `${name}-${count}`;
    await journal.append(JSON.stringify({ line }));
    writeSync(1, `${line}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, (_, name) => caller(name)));
