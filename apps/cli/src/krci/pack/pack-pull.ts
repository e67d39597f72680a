import { cleanPath } from '@gait/local';
import { addressToTell, mergeSignatureFiles, packFileStem, SIGNATURE_SUFFIX } from '@gait/registry';
import { boolFlag, defineCommand, textFlag } from '../../command.ts';
import { packJson, packLines } from './describe-pack.ts';
import { expectedOf, fetchPack, refusalError } from './fetch-verified.ts';
import { SOURCE_FLAGS } from './source-place.ts';
import { writePackFile } from './write-pack-file.ts';
import { resolveTrust, TRUST_FLAGS } from './trust-flags.ts';

/** `krci-ai pack pull`: bring a pack and its signatures, verified, as files. */
export const command = defineCommand({
  path: ['pack', 'pull'],
  explain:
    'Brings a pack from a folder, a web server, a git repository or a registry, and verifies it.',
  flags: {
    ...TRUST_FLAGS,
    ...SOURCE_FLAGS,
    digest: textFlag({ value: 'SHA256', help: 'digest that its manifest must have' }),
    out: textFlag({ value: 'FOLDER', default: '.', help: 'where to write it' }),
    force: boolFlag({ help: 'replace a file that is there with other bytes' }),
    'dry-run': boolFlag({ help: 'bring and verify; write nothing' }),
  },
  positionals: [{ name: 'pack', help: 'path, https://, git+https://…#COMMIT, oci://…' }],
  example: 'krci-ai pack pull oci://registry.example/agents/finance:1.0.0 --trust trust.json',
  notes: [
    'Nothing is written unless the pack verifies.',
    'Exit status: 0 written, 2 refused, 6 no such pack or address, 7 cannot be reached, 8 unsafe.',
  ],
  async run(context, { flags, positionals: [address = ''] }) {
    const trust = await resolveTrust(context, flags);
    const { fetched, verdict } = await fetchPack(context, address, {
      trust,
      expected: expectedOf(flags),
      blobHosts: flags['blob-host'],
    });
    if (!verdict.ok)
      return { json: { pack: addressToTell(address) }, error: refusalError(verdict, address) };
    const { name, version } = verdict.manifest;
    const path = cleanPath(`${flags.out}/${packFileStem(name, version)}.zip`);
    const signatures = mergeSignatureFiles(fetched.signatures, verdict.manifestDigest);
    if (!flags['dry-run']) {
      writePackFile(context.resolve(path), fetched.archive, flags.force);
      if (signatures !== undefined) {
        writePackFile(context.resolve(path + SIGNATURE_SUFFIX), signatures, true);
      }
    }
    return {
      exit: 0,
      json: { ok: true, ...packJson(verdict), path, written: !flags['dry-run'] },
      text: (paint) => [
        paint.verdict(true, `${flags['dry-run'] ? 'would write' : 'wrote'} ${path}`),
        ...packLines(verdict, paint),
      ],
    };
  },
});
