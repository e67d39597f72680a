import { loadTrust, openBroker, type Broker } from '@gait/local';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';
import type { GateSettings } from './gate-settings.ts';

/** The credential broker that flags and project name. @throws CodedError as `openBroker`, `loadTrust`. */
export function loadBroker(context: Context, { flags, profile }: GateSettings): Broker | undefined {
  const trust = flags['credential-trust'];
  return openBroker(
    {
      name: flags['credential-broker'],
      envPrefix: flags['credential-env-prefix'],
      command: flags['credential-command'],
      commandArgs: splitList(flags['credential-command-args']),
      file: flags['credential-file'] === '' ? '' : context.resolve(flags['credential-file']),
    },
    {
      profile,
      env: context.env,
      clock: context.now,
      keys: trust === '' ? undefined : loadTrust(context.resolve(trust)),
    },
  );
}
