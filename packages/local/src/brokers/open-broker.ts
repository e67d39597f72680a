import { CodedError, toLower, trimSpace } from '@gait/canon';
import { completeReceipt, stubReceipt } from '@gait/gate';
import type { Broker, BrokerSurroundings } from './broker.ts';
import { commandBroker } from './command-broker.ts';
import { envBroker } from './env-broker.ts';
import { fileBroker } from './file-broker.ts';
import { vaultBroker } from './vault-broker.ts';
import { vaultSettings } from './vault-settings.ts';

/** Which broker, and what it needs. Empty text counts as not given. */
export interface BrokerChoice {
  /** `off`, `none` or empty; `stub`, `env`, `command`, `file`, `vault`. */
  readonly name: string;
  readonly envPrefix?: string;
  readonly command?: string;
  readonly commandArgs?: readonly string[];
  /** Path of the receipt, for `file`. */
  readonly file?: string;
}

/**
 * The broker that is asked for; undefined when none is.
 *
 * @throws CodedError `broker_unsupported`, `broker_setting_invalid`,
 *   `broker_command_not_allowed`, `broker_address_insecure`.
 */
export function openBroker(choice: BrokerChoice, at: BrokerSurroundings): Broker | undefined {
  const name = toLower(trimSpace(choice.name));
  switch (name) {
    case '':
    case 'off':
    case 'none':
      return undefined;
    case 'stub':
      return stubBroker(at);
    case 'env':
      return envBroker(at, choice.envPrefix);
    case 'command':
      return commandBroker(at, choice.command ?? '', choice.commandArgs);
    case 'file':
      return fileBroker(at, choice.file ?? '');
    case 'vault':
    case 'openbao':
      return vaultBroker(at, vaultSettings(at.env));
    default:
      throw new CodedError('broker_unsupported', `no such broker: ${JSON.stringify(name)}`, {
        hint: 'use off, env, command, file, vault or, to try things out, stub',
      });
  }
}

function stubBroker(at: BrokerSurroundings): Broker {
  return {
    name: 'stub',
    async issue(request) {
      return { receipt: completeReceipt(stubReceipt(request, at.clock()), request, at.profile) };
    },
  };
}
