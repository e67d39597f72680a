import { sha256Hex } from '@gait/canon';
import { readContent, STORE_FILE, type Packing } from '../lock/content-store.ts';
import { TREE_LIMITS } from '../tree/limits.ts';
import { scanBytes } from './scan-bytes.ts';
import { notice, type ScanFinding } from './scan-finding.ts';

const LINE = /^([0-9a-f]{64}) ([A-Za-z0-9+/]{0,8000000}={0,2})$/;
const MOST_BYTES = 256 * 1024 * 1024;
const REPAIR = 'take the file from version control again, or install anew';

/**
 * Examines the content store of a project: what is packed in it by what it unpacks to. No agent reads
 * it, yet the next update merges out of it. A line that is not exactly a digest and a content of that
 * digest is a finding: anything could hide there.
 *
 * @param examined digests of what was examined already
 */
export function scanStore(
  bytes: Uint8Array,
  examined: ReadonlySet<string>,
  inflate: Packing['inflate'],
): readonly ScanFinding[] {
  const findings: ScanFinding[] = [];
  let left = MOST_BYTES;
  const bounded: Packing['inflate'] = (packed, most) => {
    const content = inflate(packed, Math.min(most, TREE_LIMITS.fileBytes, left));
    left -= content.length;
    return content;
  };
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .split('\n');
  for (const [at, line] of lines.entries()) {
    if (line === '' && at === lines.length - 1) continue;
    const [, digest = '', packed = ''] = LINE.exec(line) ?? [];
    const content = digest === '' ? undefined : unpack(digest, packed, bounded);
    if (content === undefined) {
      const message = 'a line of the store is not what its digest says, and was not looked at';
      const found = notice('scan_incomplete', STORE_FILE, message, REPAIR, sha256Hex(line));
      findings.push({ ...found, line: at + 1 });
    } else if (!examined.has(digest)) {
      for (const found of scanBytes(STORE_FILE, content)) {
        findings.push({
          ...found,
          line: at + 1,
          column: 1,
          message: `packed in the store: ${found.message}`,
        });
      }
    }
  }
  return findings;
}

function unpack(
  digest: string,
  packed: string,
  inflate: Packing['inflate'],
): Uint8Array | undefined {
  try {
    return readContent(new Map([[digest, packed]]), digest, { inflate });
  } catch {
    return undefined;
  }
}
