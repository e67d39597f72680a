import type { KeySet } from '@gait/canon';
import type { BrokerReceipt, BrokerRequest, Profile } from '@gait/gate';
import type { SealedSecret } from './sealed-secret.ts';

/** What a broker gave for a call. */
export interface Issued {
  /** References and times only: this is what is recorded. */
  readonly receipt: BrokerReceipt;
  /** Undefined: the broker hands out references, and the tool fetches the secret itself. */
  readonly secret?: SealedSecret | undefined;
  /**
   * Takes the credential back, where the broker can: for a call that did not go ahead.
   * Errors as `issue`.
   */
  readonly revoke?: (() => Promise<void>) | undefined;
}

/**
 * Where a credential for one call comes from.
 *
 * No error of a broker contains anything that the broker printed or answered.
 */
export interface Broker {
  readonly name: string;
  /**
   * @param request In normal form.
   * @param signal Gives up: `broker_timeout`.
   * @throws CodedError `broker_unavailable`, `broker_timeout`, `broker_denied`,
   *   `broker_output_too_large`, `broker_receipt_invalid`, `broker_receipt_permissions`,
   *   `broker_receipt_secret`, `broker_reference_invalid`, `broker_setting_invalid`.
   */
  issue(request: BrokerRequest, signal?: AbortSignal): Promise<Issued>;
}

/** What every broker works with. */
export interface BrokerSurroundings {
  readonly profile: Profile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Nanoseconds since 1970. */
  readonly clock: () => bigint;
  /** Keys that may sign receipts, in the role `broker`. */
  readonly keys?: KeySet | undefined;
}
