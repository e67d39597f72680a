import type { Environment } from '../children/child-environment.ts';
import type { Network } from './bounded-fetch.ts';

/** What transports need of this machine. */
export interface SourceSurroundings {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Environment;
  readonly home: string;
  readonly network: Network;
  /** Hosts that a server may send us on to for content, as the user named them. */
  readonly blobHosts?: readonly string[];
}
