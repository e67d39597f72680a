/**
 * A process of the tests: takes from a limit until it is used up or the count is reached, saying
 * on standard output when a call was let through.
 *
 * Arguments: state file, limit, number of calls.
 */
import { writeSync } from 'node:fs';
import { openLimitStore } from '../take-limit.ts';

const [path = '', requests = '0', count = '1'] = process.argv.slice(2);
const store = openLimitStore(path);
const limit = { requests: Number(requests), window: 'hour', scope: 'tool' };
const subject = { toolName: 'tool.read', identity: 'alice' };
for (let i = 0; i < Number(count); i++) {
  const { allowed } = store.take(limit, subject, 1_780_488_000_000_000_000n);
  if (allowed) writeSync(1, '+\n');
}
