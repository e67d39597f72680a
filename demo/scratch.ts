import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INBOX: Readonly<Record<string, string>> = {
  'orders-1.csv': 'order,amount\nA-1001,12000\nA-1002,8050\n',
  'orders-2.csv': 'order,amount\nA-1003,4900\nA-1004,-4000\n',
  'orders-3.csv': 'order,amount\nA-1005,31999\n',
};

/** Makes the demo's folder: `project` as the agent finds it, `work` as the copy it works in first. */
export function makeScratch(): string {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gait-demo-')));
  const inbox = join(scratch, 'project', 'inbox');
  mkdirSync(inbox, { recursive: true });
  for (const [name, text] of Object.entries(INBOX)) writeFileSync(join(inbox, name), text);
  cpSync(join(scratch, 'project'), join(scratch, 'work'), { recursive: true });
  return scratch;
}

/** Copies a zip with one byte changed, in the middle of the stored data of the named entry. */
export function flipOneByte(from: string, to: string, entry: string): number {
  const bytes = readFileSync(from);
  const name = bytes.indexOf(entry, 0, 'utf8');
  if (name < 0) throw new Error(`${from} holds no ${entry}`);
  const header = name - 30;
  const data = name + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const size = bytes.readUInt32LE(header + 18);
  const at = data + Math.floor((size === 0 ? 16 : size) / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(to, bytes);
  return at;
}
