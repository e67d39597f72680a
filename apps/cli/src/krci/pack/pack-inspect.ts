import { openPackSource } from '@gait/local';
import { addressToTell, verifyPack } from '@gait/registry';
import { defineCommand } from '../../command.ts';
import { packJson, packLines } from './describe-pack.ts';
import { refusalError } from './fetch-verified.ts';
import { SOURCE_FLAGS, sourcePlace } from './source-place.ts';

/** `krci-ai pack inspect`: what a pack holds. */
export const command = defineCommand({
  path: ['pack', 'inspect'],
  explain:
    'Shows what a pack says and holds, after its digests were checked; asks no trust policy.',
  flags: SOURCE_FLAGS,
  positionals: [{ name: 'pack', help: 'path or address of the pack' }],
  example: 'krci-ai pack inspect finance-1.0.0.zip --json',
  async run(context, { flags, positionals: [address = ''] }) {
    const fetched = await openPackSource(address, sourcePlace(context, flags['blob-host'])).fetch();
    const verdict = verifyPack(fetched, { profile: 'standard', now: context.now() });
    if (!verdict.ok)
      return { json: { pack: addressToTell(address) }, error: refusalError(verdict, address) };
    const { files } = verdict.manifest;
    const { signature: _unjudged, notes: _notes, ...known } = packJson(verdict);
    return {
      exit: 0,
      json: {
        ok: true,
        ...known,
        // What the signatures say of themselves: nothing is judged here.
        signed_by: verdict.signature.strangers,
        signature_files: fetched.signatures.length,
        files,
      },
      text: (paint) => [
        ...packLines({ ...verdict, notes: [] }, paint),
        '',
        ...paint.table(files.map(({ path, size, sha256 }) => [path, String(size), sha256])),
      ],
    };
  },
});
