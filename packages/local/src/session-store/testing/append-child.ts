/**
 * A process of the tests: appends events to a journal, saying each sequence on
 * standard output once it was acknowledged.
 *
 * Arguments: journal, name, number of events.
 */
import { writeSync } from 'node:fs';
import { sessionLockOptions } from '../../locks/lock-options.ts';
import { appendEvent } from '../append-event.ts';

const [journal = '', name = '', count = '1'] = process.argv.slice(2);
const context = {
  now: () => BigInt(Date.now()) * 1_000_000n,
  producerVersion: 'test',
  lock: sessionLockOptions(process.env),
};
for (let i = 0; i < Number(count); i++) {
  const { event } = appendEvent(journal, { toolName: `${name}.${i}`, verdict: 'allow' }, context);
  writeSync(1, `${event.sequence}\n`);
}
