/**
 * A process of the tests: adds entries to a kill switch, saying the name of each on standard
 * output once it was acknowledged.
 *
 * Arguments: state file, name, number of entries.
 */
import { writeSync } from 'node:fs';
import { addEntry } from '@gait/gate';
import { changeKillSwitch } from '../kill-switch-store.ts';

const [path = '', name = '', count = '1'] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const { entry } = changeKillSwitch(
    path,
    (state) => addEntry(state, { entry_id: `${name}.${i}`, identity: 'alice' }, now),
    { now, producerVersion: 'test' },
  );
  writeSync(1, `${entry.entry_id}\n`);
}
