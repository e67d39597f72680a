import { textFlag } from '../flag-spec.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

/** Flags of every command that makes a fixture. */
export const FIXTURE_FLAGS = {
  from: textFlag({ value: 'RUN', help: 'run id, runpack, pack, or session chain' }),
  name: textFlag({ value: 'NAME', help: 'name of the fixture; default: made from the run id' }),
  checkpoint: textFlag({
    default: 'latest',
    value: 'N',
    help: 'checkpoint of a session chain: a number, or latest',
  }),
  profile: READ_PROFILE_FLAG,
} as const;
