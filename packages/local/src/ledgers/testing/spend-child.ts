/**
 * A process of the tests: spends uses one after another, saying on standard output what each
 * answer was once it was told: `won <use>` or `used <use>`.
 *
 * Arguments: ledger, event, beginning of the uses, how many. With one use it is the beginning itself.
 */
import { writeSync } from 'node:fs';
import { openSpendLedger } from '../spend-ledger.ts';

const [path = '', event = '', prefix = '', count = '1'] = process.argv.slice(2);
const ledger = openSpendLedger(path);
for (let i = 0; i < Number(count); i++) {
  const use = count === '1' ? prefix : `${prefix}.${i}`;
  const spending = { use, tokenId: 't', expiresAt: '2099-01-01T00:00:00Z' };
  const verdict = await ledger.spend([spending], `${event}.${i}`, BigInt(Date.now()) * 1_000_000n);
  writeSync(1, `${verdict.ok ? 'won' : 'used'} ${use}\n`);
}
