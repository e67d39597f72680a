import { parseBundle, printBundle, type BundleFile } from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { FuzzTarget } from '../fuzz.ts';
import { mutate, type MutationHints } from '../mutate.ts';
import type { Random } from '../random.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const PIECES = [
  '==== FILE: .krci-ai/a ====\n',
  '==== FILE: ../a ====\n',
  '==== FILE: .krci-ai/tasks/../../a ====\n',
  '==== FILE: .git/hooks/a ====\n',
  '==== FILE:  ====\n',
  '==== FILE: ====\n',
  '\n==== END FILE ====\n',
  '\r\n==== END FILE ====\r\n',
  '\u00a0==== END FILE ====\u2028',
  '\\==== END FILE ====',
  '<!-- krci-ai bundle 1: 1 files, x\n',
  '<!-- krci-ai bundle 2: 0 files, x\n-->\n',
  '\n-->\n',
  `${'0'.repeat(64)} 0 text .krci-ai/a\n`,
  '/../',
  '\\',
  ':',
  'NUL',
  '\r\n',
  '\u202e',
  '====',
].map(bytesOf);

const NAMES = ['agents/a.yaml', 'tasks/x/y.md', 'data/b', 'data/ a', 'skills/s/SKILL.md', 'a ===='];

function makeBundle(random: Random): Uint8Array {
  const files = NAMES.filter(() => random.chance(50)).map((name): BundleFile => {
    const content = random.chance(30)
      ? random.bytes(random.int(60))
      : bytesOf(random.chance(50) ? '# Text\n\nbody\n' : '\n==== END FILE ====\r\nx');
    return { path: `.krci-ai/${name}`, content };
  });
  return printBundle([{ files }], 'fuzz');
}

const HINTS: MutationHints = {
  pieces: [...PIECES, Uint8Array.of(0xff), Uint8Array.of(0)],
  donor: makeBundle,
};

/** The reader of bundles: what it accepts is safe to write and is written again the same way. */
export const bundleTarget: FuzzTarget = {
  name: 'bundle',
  makeCase(random) {
    const bundle = makeBundle(random);
    return random.chance(10) ? bundle : mutate(bundle, random, HINTS);
  },
  read(bytes) {
    const parsed = parseBundle(bytes, { allow: [], edited: bytes.length % 2 === 0 });
    if (!parsed.ok) {
      const [fault] = parsed.faults;
      if (fault === undefined) throw new Error('refused without a reason');
      throw new CodedError(fault.code, fault.message);
    }
    for (const { path } of parsed.files)
      if (
        !/^\.krci-ai\/[^/]/u.test(path) ||
        /(?:^|\/)\.{0,2}(?:\/|$)|\\|\.git(?:\/|$)/iu.test(path)
      )
        throw new Error(`${path} was accepted`);
    const again = parseBundle(printBundle([{ files: parsed.files }], 'again'), { allow: [] });
    if (!again.ok || !again.verified) throw new Error('what was read is not written again');
    parsed.files.forEach(({ path, content }, index) => {
      const other = again.files[index];
      if (other?.path !== path || Buffer.compare(other.content, content) !== 0)
        throw new Error(`${path} is not the same when it was written again`);
    });
  },
};
