import { CodedError } from '@gait/canon';
import { openPackSource, planPublication, publishPack } from '@gait/local';
import { mergeSignatureFiles, parsePackAddress, verifyPack } from '@gait/registry';
import { boolFlag, defineCommand } from '../../command.ts';
import { refusalError } from './fetch-verified.ts';
import { sourcePlace } from './source-place.ts';

/** `krci-ai pack publish`: send a pack to an OCI registry. */
export const command = defineCommand({
  path: ['pack', 'publish'],
  explain: 'Sends a pack and its signatures to an OCI registry, the tag last.',
  flags: {
    'allow-unsigned': boolFlag({ help: 'publish a pack that nobody signed' }),
    force: boolFlag({ help: 'move a tag that stands on another pack' }),
    'dry-run': boolFlag({ help: 'show what would be sent; ask nobody' }),
  },
  positionals: [
    { name: 'pack', help: 'zip, or folder with krci-pack.json' },
    { name: 'registry', help: 'oci://HOST/REPOSITORY[:TAG]; the tag is the version by default' },
  ],
  example: 'krci-ai pack publish finance-1.0.0.zip oci://registry.example/agents/finance',
  notes: [
    'Credentials are those of docker login: its credential helpers, which are the keychain.',
    'For a web server or a folder, copy the zip and its .sig.json; for git, commit the unpacked pack.',
  ],
  async run(context, { flags, positionals: [given = '', target = ''] }) {
    const address = parsePackAddress(target);
    if (address.kind !== 'oci' || address.digest !== undefined) {
      throw new CodedError(
        'pack_address_invalid',
        'a pack is published to oci://HOST/REPOSITORY:TAG',
        {
          hint: 'for other places copy the zip and its .sig.json there',
        },
      );
    }
    const place = sourcePlace(context);
    const fetched = await openPackSource(given, place).fetch();
    const pack = verifyPack(fetched, { profile: 'standard', now: context.now() });
    if (!pack.ok) return { json: { pack: given }, error: refusalError(pack, given) };
    const signatures = mergeSignatureFiles(fetched.signatures, pack.manifestDigest);
    if (signatures === undefined && !flags['allow-unsigned']) {
      throw new CodedError('pack_unsigned', 'the pack is not signed', {
        hint: 'krci-ai pack sign, or --allow-unsigned',
      });
    }
    const publication = {
      pack,
      archive: fetched.archive,
      signatures: signatures === undefined ? [] : [signatures],
      moveTag: flags.force,
    };
    const dry = flags['dry-run'];
    const published = dry
      ? planPublication(address, publication)
      : await publishPack(address, publication, place);
    const origin = `oci://${address.host}/${address.repository}`;
    const pinned = `${origin}@sha256:${published.digest}`;
    return {
      exit: 0,
      json: {
        ok: true,
        name: pack.manifest.name,
        version: pack.manifest.version,
        manifest_digest: pack.manifestDigest,
        address: `${origin}:${published.tag}`,
        pinned,
        blobs: published.blobs,
        signatures: published.signatures,
        sent: !dry,
      },
      text: (paint) => [
        paint.verdict(true, `${dry ? 'would send' : 'sent'} ${origin}:${published.tag}`),
        ...paint.pairs({ pin: pinned, signatures: published.signatures.length }),
      ],
    };
  },
});
