import { closeSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { openRegular, type RegularFile } from '../files/open-regular.ts';
import { readOpened } from '../files/read-whole.ts';
import type { Broker, BrokerSurroundings } from './broker.ts';
import { issueFrom } from './issue-from.ts';

const LONGEST_RECEIPT = 16 * 1024;

/**
 * A receipt that another program put into a file. The file is never one that any user can
 * write; under `strict` nobody but its owner, who is this user or root, can read it.
 *
 * @throws CodedError `broker_setting_invalid` without a file.
 */
export function fileBroker(at: BrokerSurroundings, path: string): Broker {
  if (path === '') {
    throw new CodedError('broker_setting_invalid', 'the file broker has no file', {
      hint: 'pass --credential-file FILE',
    });
  }
  return {
    name: 'file',
    async issue(request) {
      return issueFrom(readGuarded(path, at), 'file', request, at);
    },
  };
}

/** Errors of the file system become `broker_unavailable`. */
function readGuarded(path: string, at: BrokerSurroundings): Uint8Array {
  const file = open(path);
  try {
    checkMode(path, file, at);
    return readOpened(path, file, LONGEST_RECEIPT);
  } finally {
    closeSync(file.fd);
  }
}

function open(path: string): RegularFile {
  try {
    return openRegular(path, { followLinks: false });
  } catch (error) {
    throw new CodedError('broker_unavailable', `there is no receipt in ${resolve(path)}`, {
      hint: 'let the broker write the receipt before the call, as a plain file',
      where: { file: resolve(path) },
      cause: error,
    });
  }
}

/** Whoever can write the receipt issues credentials; whoever can read it may find the secret. */
function checkMode(path: string, file: RegularFile, at: BrokerSurroundings): void {
  if (process.platform === 'win32') return;
  const strict = at.profile === 'strict';
  const loose = strict ? 0o077 : 0o002;
  const foreign = strict && file.uid !== 0 && file.uid !== process.getuid?.();
  if ((file.mode & loose) === 0 && !foreign) return;
  const mode = (file.mode & 0o777).toString(8).padStart(4, '0');
  throw new CodedError(
    'broker_receipt_permissions',
    foreign
      ? `the receipt ${resolve(path)} belongs to another user`
      : `others can reach the receipt ${resolve(path)}: its mode is ${mode}`,
    { hint: `run: chmod 600 ${path}`, where: { file: resolve(path) } },
  );
}
