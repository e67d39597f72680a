import { completeReceipt, readReceipt, type BrokerRequest } from '@gait/gate';
import type { BrokerSurroundings, Issued } from './broker.ts';
import { SealedSecret } from './sealed-secret.ts';

/** What a broker's answer issues. Errors as `readReceipt`; none repeats the answer. */
export function issueFrom(
  answer: Uint8Array | string,
  name: string,
  request: BrokerRequest,
  at: BrokerSurroundings,
): Issued {
  const { receipt, secret } = readReceipt(answer, { name, now: at.clock(), keys: at.keys });
  return {
    receipt: completeReceipt(receipt, request, at.profile),
    secret: secret === undefined ? undefined : new SealedSecret(secret),
  };
}
