import { closeSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError, trimSpace } from '@gait/canon';
import { openRegular } from '../files/open-regular.ts';
import { readOpened } from '../files/read-whole.ts';
import type { BrokerSurroundings } from './broker.ts';
import type { VaultSettings } from './vault-settings.ts';

const LONGEST_TOKEN = 64 * 1024;

/**
 * The token that the server is asked with, from its file or else its variable.
 *
 * @throws CodedError `broker_setting_invalid`, `broker_receipt_permissions` (others can read the
 *   file; strict), and those of the file system.
 */
export function vaultToken(settings: VaultSettings, at: BrokerSurroundings): string {
  const { tokenFile, tokenEnv = 'VAULT_TOKEN' } = settings;
  const token = trimSpace(
    tokenFile === undefined ? (at.env[tokenEnv] ?? '') : readToken(tokenFile, at),
  );
  // Printable ASCII only: a line end would begin another header.
  if (/^[\x21-\x7e]+$/u.test(token)) return token;
  throw new CodedError('broker_setting_invalid', 'there is no usable token for the server', {
    hint: 'set BAO_TOKEN or VAULT_TOKEN, or name a file in GAIT_VAULT_TOKEN_FILE',
  });
}

function readToken(path: string, at: BrokerSurroundings): string {
  const file = openRegular(path);
  try {
    if (at.profile === 'strict' && process.platform !== 'win32' && (file.mode & 0o077) !== 0) {
      throw new CodedError(
        'broker_receipt_permissions',
        `others can read the token in ${resolve(path)}`,
        { hint: `run: chmod 600 ${path}`, where: { file: resolve(path) } },
      );
    }
    return Buffer.from(readOpened(path, file, LONGEST_TOKEN)).toString('utf8');
  } finally {
    closeSync(file.fd);
  }
}
