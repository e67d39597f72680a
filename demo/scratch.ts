import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';

const INBOX: Readonly<Record<string, string>> = {
  'orders-1.csv': 'order,amount\nA-1001,12000\nA-1002,8050\n',
  'orders-2.csv': 'order,amount\nA-1003,4900\nA-1004,-4000\n',
  'orders-3.csv': 'order,amount\nA-1005,31999\n',
};

/** What the gated agent may do: read, write in its workspace, deploy when somebody approved; never delete. */
const POLICY = `schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block
rules:
  - name: never-delete
    priority: 1
    effect: block
    match: {endpoint_class: [fs.delete]}
    reason_codes: [deletes_are_blocked]
  - name: read-and-write
    priority: 10
    effect: allow
    match: {tool_names: [fs.read, fs.write]}
    endpoint: {path_allowlist: [WORKSPACE/**]}
  - name: deployments
    priority: 10
    effect: require_approval
    match: {tool_names: [deploy.production]}
    reason_codes: [deployment_needs_approval]
`;

/** Makes the demo's folder: `project` as the agent finds it, `work` as the copy it works in first. */
export function makeScratch(): string {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gait-demo-')));
  const inbox = join(scratch, 'project', 'inbox');
  mkdirSync(inbox, { recursive: true });
  for (const [name, text] of Object.entries(INBOX)) writeFileSync(join(inbox, name), text);
  cpSync(join(scratch, 'project'), join(scratch, 'work'), { recursive: true });
  const gated = join(scratch, 'gated');
  mkdirSync(gated);
  writeFileSync(join(gated, 'release.txt'), 'release 1.2\n');
  writeFileSync(join(scratch, 'policy.yaml'), POLICY.replace('WORKSPACE', gated));
  return scratch;
}

/**
 * Copies a runpack with one byte of one entry changed. The container is made anew with right
 * checksums, as a forger would do it: only the digests can notice.
 */
export function forgeOneByte(
  from: string,
  to: string,
  entryName: string,
  find: string,
  put: string,
): void {
  const archive = openZip(bytesSource(readFileSync(from)));
  const files = archive.entries.map((entry) => ({
    path: entry.name,
    data: readEntry(archive, entry),
  }));
  const forged = files.map(({ path, data }) => {
    if (path !== entryName) return { path, data };
    const text = Buffer.from(data).toString('utf8');
    if (find.length !== put.length || !text.includes(find))
      throw new Error(`${entryName} holds no ${find}`);
    return { path, data: Buffer.from(text.replace(find, put)) };
  });
  writeFileSync(to, writeZip(forged));
}
